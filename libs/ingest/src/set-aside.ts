import { CensusError } from '@kfunc-census/errors';
import { createPoisonGuard, organisationOf, suspicionMs } from './poison.ts';
import type { DeadLetter, DeadLetters } from './ports.ts';
import type { Refused, StoredBatch } from './store-batch.ts';

/** Messages of one organisation that were set aside from one batch. */
export interface SetAside {
  readonly organisation: string;
  readonly letters: readonly DeadLetter[];
}

/** The alert of messages that were set aside. It quotes no message: a reason may. */
export function setAsideText({ organisation, letters }: SetAside): string {
  const [first] = letters;
  const what = letters.length === 1 ? '1 message' : `${letters.length} messages`;
  return `set aside, since the store refuses it: ${what} of ${organisation}, the first at ${first?.message.position}; see kfunc-census dlq`;
}

/** Characters of an engine's message that a dead letter keeps. */
const reasonLength = 2000;

/** The letter of a refused message, with what the engine said, which the error itself never quotes. */
function letterOf({ message, error }: Refused, at: number): DeadLetter {
  const said = error.cause instanceof Error ? ` ${error.cause.message}` : '';
  const reason = `${error.code}: ${error.message}${said}`.slice(0, reasonLength).toWellFormed();
  return { message, reason, at };
}

function everybody(why: string, { message: { position }, error }: Refused): CensusError {
  return new CensusError(
    'store/rejected',
    `The store's refusals are no fault of single messages: ${why}. Nothing of this batch is acknowledged or set aside; the first refused message is at ${position}: ${error.message}`,
    { cause: error },
  );
}

/** Sets aside what the store refuses, as long as it is not a fault that hits everybody. */
export interface Diverter {
  /** Learns from the letters of the last hour, so that a restart is no reason to set more aside. */
  start(): Promise<void>;
  /**
   * Keeps the refused messages of a batch, durably, by organisation. Throws `store/rejected` when the
   * fault is ours; nothing is set aside then.
   */
  divert(
    stored: StoredBatch,
    put: (letter: DeadLetter) => Promise<void>,
  ): Promise<readonly SetAside[]>;
}

/** Creates the diverter of one ingester. */
export function createDiverter(deadLetters: DeadLetters, now: () => number): Diverter {
  const guard = createPoisonGuard();
  return {
    async start() {
      for await (const { message, at } of deadLetters.letters(now() - suspicionMs))
        guard.remember(organisationOf(message), at);
    },
    async divert({ refused, taken }, put) {
      const at = now();
      const kinds =
        refused.length === 0 ? ['report' as const] : refused.map((one) => one.message.kind);
      const why = guard.judge(
        {
          refused: refused.map(({ message }) => organisationOf(message)),
          took: kinds.some((kind) => taken.has(kind)),
        },
        at,
      );
      const [first] = refused;
      if (why !== undefined && first !== undefined) throw everybody(why, first);
      const letters = refused.map((one) => letterOf(one, at));
      for (const letter of letters) await put(letter);
      return [...Map.groupBy(letters, ({ message }) => organisationOf(message))].map(
        ([organisation, of]) => ({ organisation, letters: of }),
      );
    },
  };
}
