import { CensusError } from '@kfunc-census/errors';
import type { DeadLetter, DeadLetters } from '@kfunc-census/ingest';

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
  const without = (position: string): readonly DeadLetter[] =>
    letters.kept.filter(({ message }) => message.position !== position);
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
      if (letters.removed.has(message.position)) return;
      const copy = { ...letter, message: { ...message, value: message.value.slice() } };
      letters.kept = [...without(message.position), copy];
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
    async remove(positions) {
      check();
      for (const position of positions) {
        letters.removed.add(position);
        letters.kept = without(position);
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
