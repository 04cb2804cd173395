import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clickHouseEngine } from '@kfunc-census/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { openStore } from './open-store.ts';

const engine = clickHouseEngine();
const script = fileURLToPath(
  new URL('../../../test/faults/insert-until-killed.ts', import.meta.url),
);

/** Runs the script until it has acknowledged `count` more inserts, then kills it with SIGKILL. */
async function insertAndKill(path: string, count: number): Promise<number> {
  const child = spawn(process.execPath, ['--conditions=@kfunc-census/source', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.split('\n').length > count) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'close');
  expect(signal).toBe('SIGKILL');
  return Number(printed.trimEnd().split('\n').at(-1));
}

describe.skipIf(engine.skip)(`kill -9 with ${engine.title}`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-kill-'));
  afterAll(() => rmSync(path, { recursive: true, force: true }));

  it('keeps what was acknowledged, and opens again', async () => {
    let acknowledged = 0;
    for (const count of [3, 7, 15])
      acknowledged = Math.max(acknowledged, await insertAndKill(path, count));
    const open = await openStore({ kind: 'embedded', path });
    const window = { from: '2026-03-10', to: '2026-03-10' };
    const { complete } = await open.reader.population({ organisation: 'killed' }, window, {});
    await open.close();
    // The one in flight may be there too: it was written and not acknowledged.
    expect(complete).toBeGreaterThanOrEqual(acknowledged);
    expect(complete).toBeLessThanOrEqual(acknowledged + 1);
  });

  it('refuses a directory that another process has open, and says so', async () => {
    const child = spawn(process.execPath, ['--conditions=@kfunc-census/source', script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const error = await openStore({ kind: 'embedded', path }).catch((reason: unknown) => reason);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(error).toMatchObject({
      code: 'store/unavailable',
      message: expect.stringContaining('another process'),
    });
  });
});
