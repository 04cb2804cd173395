import * as vitest from 'vitest';
import { type QueueSubject, queueContract } from '../queue-contract.ts';
import { createMemoryQueue } from './memory-queue.ts';

async function setUp(): Promise<QueueSubject> {
  const memory = createMemoryQueue();
  let sides = memory.open();
  const close = async (): Promise<void> => {
    await sides.publisher.close();
    await sides.queue.close();
  };
  return {
    get publisher() {
      return sides.publisher;
    },
    get queue() {
      return sides.queue;
    },
    async reopen() {
      await close();
      sides = memory.open();
    },
    close,
  };
}

queueContract('in memory', setUp, vitest);
