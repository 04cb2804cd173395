import { CensusError } from '@kfunc-census/errors';
import { isMessageKind } from './batch-lines.ts';
import {
  createPoisonGuard,
  isNear,
  organisationOf,
  type PoisonGuard,
  suspicionMs,
} from './poison.ts';
import type { DeadLetter, DeadLetters, Delivery, MessageKind } from './ports.ts';
import type { Refused, StoredBatch } from './store-batch.ts';

/** Messages of one organisation that were set aside from one batch. */
export interface SetAside {
  /** '' for those that are of no organisation, see organisationOf. */
  readonly organisation: string;
  readonly letters: readonly DeadLetter[];
}

/** The alert of messages that were set aside. It quotes no message: a reason may. */
export function setAsideText({ organisation, letters }: SetAside): string {
  const [first] = letters;
  const what = letters.length === 1 ? '1 message' : `${letters.length} messages`;
  const whose = organisation === '' ? 'no organisation' : organisation;
  return `set aside, since it cannot be stored: ${what} of ${whose}, the first at ${first?.message.position}; see kfunc-census dlq`;
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
  /**
   * Keeps the refused messages of a batch, durably, by organisation. Throws `store/rejected` when the
   * fault is ours; nothing is set aside then. `patiently` does the work with the dead letters;
   * `signal` ends the reading of them. What somebody else wrote says nothing of the store, and is
   * set aside however much it is.
   */
  divert(
    batch: readonly Delivery[],
    stored: Pick<StoredBatch, 'refused' | 'taken'>,
    patiently: (work: () => Promise<void>) => Promise<void>,
    signal: AbortSignal,
  ): Promise<readonly SetAside[]>;
}

/**
 * Creates the diverter of one ingester. At the first refusal it learns from the letters of messages
 * that were put on the queue around the same time, so that a restart is no reason to set more aside,
 * however late it comes.
 */
export function createDiverter(deadLetters: DeadLetters, now: () => number): Diverter {
  const guards = {
    report: createPoisonGuard('report'),
    catalogue: createPoisonGuard('catalogue'),
    statement: createPoisonGuard('statement'),
    day: createPoisonGuard('day'),
  } satisfies Record<MessageKind, PoisonGuard>;
  let learned = false;

  const learn = async (refused: readonly Refused[], signal: AbortSignal): Promise<void> => {
    const times = refused.map(({ message }) => message.publishedAt);
    // A letter is set aside after its message was put on the queue.
    const since = Math.max(0, Math.min(...times) - suspicionMs);
    for await (const { message } of deadLetters.letters(since, signal))
      if (isMessageKind(message.kind) && times.some((at) => isNear(at, message.publishedAt)))
        guards[message.kind].remember(message);
    learned = true;
  };

  return {
    async divert(batch, { refused, taken }, patiently, signal) {
      const ours = refused.filter(({ message }) => isMessageKind(message.kind));
      if (!learned && ours.length > 0) await patiently(() => learn(ours, signal));
      const isRefused = new Set(refused.map(({ message }) => message));
      const goodOf = (kind: MessageKind): readonly Delivery[] =>
        // A catalogue that is known to be stored was offered to nobody.
        taken.has(kind)
          ? batch.filter((message) => message.kind === kind && !isRefused.has(message))
          : [];
      for (const kind of ['report', 'catalogue', 'statement', 'day'] as const) {
        const bad = batch.filter((message) => message.kind === kind && isRefused.has(message));
        // The others are rare: who else is there shows in the reports.
        const beside = kind === 'catalogue' || kind === 'statement' ? goodOf('report') : [];
        const why = guards[kind].judge(bad, goodOf(kind), beside);
        const first = refused.find(({ message }) => message === bad[0]);
        if (why !== undefined && first !== undefined) throw everybody(why, first);
      }
      const letters = refused.map((one) => letterOf(one, now()));
      for (const letter of letters) await patiently(() => deadLetters.put(letter));
      return [...Map.groupBy(letters, ({ message }) => organisationOf(message))].map(
        ([organisation, of]) => ({ organisation, letters: of }),
      );
    },
  };
}
