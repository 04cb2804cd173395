import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { withFileLock } from './file-lock.ts';

it('lets one at a time in, and the next one after a failure too', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-lock-'));
  const path = join(directory, 'lock');
  let inside = 0;
  let most = 0;
  const work = async (fails: boolean): Promise<void> => {
    inside += 1;
    most = Math.max(most, inside);
    await new Promise(setImmediate);
    inside -= 1;
    if (fails) throw new Error('failed');
  };
  const outcomes = await Promise.allSettled(
    [true, false, false].map((fails) => withFileLock(path, () => work(fails))),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(most).toBe(1);
  rmSync(directory, { recursive: true });
});
