import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type QueueSubject, queueContract } from '@kfunc-census/testing';
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
