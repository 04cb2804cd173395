import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type QueueSubject, queueContract, take, textOf } from '@kfunc-census/testing';
import * as vitest from 'vitest';
import { createEmbeddedQueue } from './create-embedded-queue.ts';

async function setUp(): Promise<QueueSubject> {
  const directory = mkdtempSync(join(tmpdir(), 'census-queue-'));
  const path = join(directory, 'state', 'queue.sqlite');
  let open = createEmbeddedQueue({ path });
  return {
    get publisher() {
      return open.publisher;
    },
    get queue() {
      return open.queue;
    },
    async reopen() {
      await open.close();
      open = createEmbeddedQueue({ path });
    },
    async close() {
      await open.close();
      rmSync(directory, { recursive: true });
    },
  };
}

queueContract('embedded', setUp, vitest);

vitest.describe('createEmbeddedQueue', () => {
  vitest.it('marks a day in its one partition, under its name', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'census-queue-'));
    const { queue, dayMarks, close } = createEmbeddedQueue({
      path: join(directory, 'queue.sqlite'),
    });
    await dayMarks.mark('2026-11-24', 7);
    const [[mark] = []] = await take(queue, 1, { maxBytes: 1, maxWaitMs: 0 });
    await close();
    rmSync(directory, { recursive: true });
    vitest.expect(JSON.parse(textOf(mark?.value ?? new Uint8Array()))).toEqual({
      kind: 'closed',
      day: '2026-11-24',
      queue: 'embedded',
      partition: 0,
      partitions: 1,
      at: 7,
    });
  });

  vitest.it.each(['/dev/null/state', '/proc/kfunc-census'])('refuses to be in %s', (state) => {
    vitest
      .expect(() => createEmbeddedQueue({ path: join(state, 'queue.sqlite') }))
      .toThrow(
        vitest.expect.objectContaining({
          code: 'config/invalid',
          field: 'CENSUS_STATE_DIR',
          message: vitest.expect.stringContaining(state),
        }),
      );
  });
});
