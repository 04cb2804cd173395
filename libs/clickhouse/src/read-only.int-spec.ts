import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clickHouseEngine, hostLine, storeLines } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkMigrated } from './migrate.ts';
import { openEngine } from './open-engine.ts';
import { openStore } from './open-store.ts';
import { migrationFiles } from './sql-files.ts';

const engine = clickHouseEngine();
const script = fileURLToPath(
  new URL('../../../test/faults/insert-until-killed.ts', import.meta.url),
);

describe.skipIf(engine.skip)(`a store opened to be read only, ${engine.title}`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-read-only-'));
  const target = { kind: 'embedded', path, readOnly: true } as const;

  beforeAll(async () => {
    const open = await openStore({ kind: 'embedded', path });
    await open.migrate();
    await open.store.insert(storeLines({ hosts: [hostLine({ org: 'acme' })] }));
    await open.close();
  });
  afterAll(() => rmSync(path, { recursive: true, force: true }));

  it('answers, has nothing to migrate, and takes nothing', async () => {
    const open = await openStore(target);
    expect((await open.migrate()).applied).toEqual([]);
    const window = { from: '2026-03-01', to: '2026-03-28' };
    const { reporting } = await open.reader.population({ organisation: 'acme' }, window, {});
    expect(reporting).toBe(1);
    await expect(
      open.store.insert(storeLines({ hosts: [hostLine({ org: 'other' })] })),
    ).rejects.toMatchObject({ message: expect.stringContaining('READONLY') });
    await open.close();
  });

  it('says when the store is older than this version', async () => {
    const open = await openEngine(target);
    const known = migrationFiles();
    const newer = { version: known.length + 1, name: '9999_next', source: 'SELECT 1;' };
    await expect(checkMigrated(open, [...known, newer])).rejects.toMatchObject({
      code: 'store/migration',
      message: expect.stringContaining('lacks migration 9999_next'),
    });
    await open.close();
  });

  it('makes no store where there is none', async () => {
    const absent = join(path, 'absent');
    await expect(openStore({ ...target, path: absent })).rejects.toMatchObject({
      code: 'store/unavailable',
      field: 'store',
      message: expect.stringContaining(absent),
    });
    expect(existsSync(absent)).toBe(false);
  });

  it('names the process that has it open', async () => {
    const child = spawn(process.execPath, ['--conditions=@kfunc-census/source', script, path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    const error = await openStore(target).catch((reason: unknown) => reason);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(error).toMatchObject({
      code: 'store/unavailable',
      message: expect.stringContaining(`is open in process ${child.pid}, `),
    });
  });

  it('is not misled by what an unclean stop left, also not where its process id is taken', async () => {
    writeFileSync(join(path, 'status'), `PID: ${process.pid}\n`);
    const open = await openStore(target);
    expect(await open.reader.ready()).toBe(true);
    await open.close();
  });
});
