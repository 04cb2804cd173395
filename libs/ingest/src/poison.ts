import type { Delivery } from './ports.ts';

/** Organisation that a message is of: the part of its key before the first `/`. */
export function organisationOf({ key }: Pick<Delivery, 'key'>): string {
  const end = key.indexOf('/');
  return end === -1 ? key : key.slice(0, end);
}

/** Organisations with refused messages from which on the fault is taken to be ours. */
const manyOrganisations = 3;
/** Milliseconds for which a refusal is remembered: an hour. */
export const suspicionMs = 3_600_000;

/** What was refused, and whether anything was taken beside it. */
export interface Refusals {
  /** Organisations of the refused messages. */
  readonly refused: readonly string[];
  /** Whether the store took anything of the same batch. */
  readonly took: boolean;
}

/** Tells poison of single organisations from a fault that hits everybody. */
export interface PoisonGuard {
  /** Remembers an organisation whose message was set aside earlier; others may have been taken since. */
  remember(organisation: string, at: number): void;
  /** Why the refused messages must not be set aside; undefined when they may be, which it remembers. */
  judge(refusals: Refusals, now: number): string | undefined;
}

const listed = (organisations: Iterable<string>): string => [...organisations].sort().join(', ');

/**
 * Remembers which organisations had messages refused in the last hour, so that its verdict does not
 * depend on how batches were cut: refusals of three organisations, or of two while the store takes
 * nothing of anybody, are a fault of the schema or of this program. One organisation alone never is.
 */
export function createPoisonGuard(): PoisonGuard {
  const lastRefused = new Map<string, number>();
  /** Organisations refused since the store last took anything. */
  let sinceTaken = new Set<string>();
  return {
    remember(organisation, at) {
      lastRefused.set(organisation, Math.max(at, lastRefused.get(organisation) ?? at));
    },
    judge({ refused, took }, now) {
      for (const [organisation, at] of lastRefused)
        if (at < now - suspicionMs) {
          lastRefused.delete(organisation);
          sinceTaken.delete(organisation);
        }
      const recent = new Set([...lastRefused.keys(), ...refused]);
      const alone = new Set(took ? [] : [...sinceTaken, ...refused]);
      if (refused.length > 0 && recent.size >= manyOrganisations)
        return `it refused messages of ${recent.size} organisations within an hour (${listed(recent)})`;
      if (refused.length > 0 && alone.size > 1)
        return `it takes no message at all, of ${alone.size} organisations (${listed(alone)})`;
      for (const organisation of refused) lastRefused.set(organisation, now);
      sinceTaken = alone;
      return undefined;
    },
  };
}
