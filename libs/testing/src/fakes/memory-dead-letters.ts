import { CensusError } from '@kfunc-census/errors';
import type { DeadLetter, DeadLetters } from '@kfunc-census/ingest';

/** Dead letters in memory, which stay there over `close`. */
export interface MemoryDeadLetters extends DeadLetters {
  /** Every letter that was put, in order. */
  readonly letters: readonly DeadLetter[];
  /** Makes the next puts reject with these errors, in their order. */
  failWith(...errors: readonly Error[]): void;
}

/** The in-memory fake of dead letters; `kept` are those of an earlier one that was closed. */
export function createMemoryDeadLetters(kept: readonly DeadLetter[] = []): MemoryDeadLetters {
  const letters = [...kept];
  const failures: Error[] = [];
  let open = true;
  return {
    letters,
    failWith: (...errors) => void failures.push(...errors),
    async put(letter) {
      if (!open) throw new CensusError('queue/unavailable', 'The dead letters are closed.');
      const failure = failures.shift();
      if (failure !== undefined) throw failure;
      const { message } = letter;
      letters.push({ ...letter, message: { ...message, value: message.value.slice() } });
    },
    async close() {
      open = false;
    },
  };
}
