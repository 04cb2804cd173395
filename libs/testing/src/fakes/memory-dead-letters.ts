import { CensusError } from '@kfunc-census/errors';
import { type DeadLetter, type DeadLetters, type LetterId, letterKey } from '@kfunc-census/ingest';

/** Dead letters in memory, which stay there over `close`. */
export interface MemoryDeadLetters extends DeadLetters {
  /** Every letter that is kept, in order. */
  readonly kept: readonly DeadLetter[];
  /** Makes the next puts reject with these errors, in their order. */
  failWith(...errors: readonly Error[]): void;
  /** The same letters, open again. */
  reopen(): MemoryDeadLetters;
}

interface Letters {
  kept: readonly DeadLetter[];
  readonly removed: Set<string>;
}

function open(letters: Letters): MemoryDeadLetters {
  const failures: Error[] = [];
  let isOpen = true;
  const check = (): void => {
    if (!isOpen) throw new CensusError('queue/unavailable', 'The dead letters are closed.');
  };
  const without = (id: LetterId): readonly DeadLetter[] =>
    letters.kept.filter(({ message }) => letterKey(message) !== letterKey(id));
  return {
    get kept() {
      return letters.kept;
    },
    failWith: (...errors) => void failures.push(...errors),
    reopen: () => open(letters),
    async put(letter) {
      check();
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const { message } = letter;
      if (letters.removed.has(letterKey(message))) return;
      const copy = { ...letter, message: { ...message, value: message.value.slice() } };
      letters.kept = [...without(message), copy];
    },
    async *letters(since = 0, signal) {
      const goesOn = (): void => {
        if (signal?.aborted) throw new CensusError('queue/unavailable', 'Broken off.');
      };
      check();
      goesOn();
      for (const letter of letters.kept.filter(({ at }) => at >= since)) {
        yield letter;
        goesOn();
      }
    },
    async remove(ids) {
      check();
      for (const id of ids) {
        letters.removed.add(letterKey(id));
        letters.kept = without(id);
      }
    },
    async close() {
      isOpen = false;
    },
  };
}

/** The in-memory fake of dead letters. */
export function createMemoryDeadLetters(): MemoryDeadLetters {
  return open({ kept: [], removed: new Set() });
}
