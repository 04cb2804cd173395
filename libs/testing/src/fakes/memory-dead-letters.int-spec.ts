import * as vitest from 'vitest';
import { type DeadLetterSubject, deadLetterContract } from '../dead-letter-contract.ts';
import { createMemoryDeadLetters } from './memory-dead-letters.ts';

async function setUp(): Promise<DeadLetterSubject> {
  let open = createMemoryDeadLetters();
  return {
    get deadLetters() {
      return open;
    },
    async reopen() {
      await open.close();
      open = open.reopen();
    },
    close: () => open.close(),
  };
}

deadLetterContract('in memory', setUp, vitest);
