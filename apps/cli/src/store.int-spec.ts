import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import { createQueries } from '@kfunc-census/query';
import {
  catalogueKfunc,
  catalogueLine,
  clickHouseEngine,
  createUsageOracle,
  hostLine,
  idOf,
  setLine,
  storeLines,
  type World,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCaptured, type Served, serve } from './served.spec-helper.ts';

const engine = clickHouseEngine();
const used = 'bpf_dynptr_from_skb';
const catalogue = catalogueLine({
  kfuncs: [catalogueKfunc(used), catalogueKfunc('bpf_rcu_read_lock')],
});
const set = setLine({});
const host = (org: string, number: number) =>
  hostLine({
    org,
    host: idOf('host', number),
    catalogues: [catalogue.catalogue],
    set: set.set,
    received_at: Date.now() - 3 * 86_400_000,
  });
const world: World = {
  catalogues: [catalogue],
  sets: [set],
  hosts: [host('acme', 1), host('acme', 2), host('other', 3)],
};

/** Answers differ only in the instant at which they were made. */
const timeless = (out: string): unknown =>
  JSON.parse(out, (key, value) => (key === 'generated_at' ? undefined : value));

describe.skipIf(engine.skip)(`kfunc-census --store (${engine.title})`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-cli-store-'));
  const link = `${path}-link`;
  const patch = `${path}.patch`;
  const run = (...args: readonly string[]) => runCaptured(['--store', path, ...args], {});
  /** The same questions over HTTP, over the oracle. */
  let served: Served;

  beforeAll(async () => {
    const open = await openStore({ kind: 'embedded', path });
    await open.migrate();
    await open.store.insert(storeLines(world));
    await open.close();
    symlinkSync(path, link);
    writeFileSync(patch, `-BTF_ID_FLAGS(func, ${used})\n`);
    const queries = createQueries({ reader: createUsageOracle(world), clock: { now: Date.now } });
    const rights = ['read-organisation', 'read-installation'] as const;
    served = await serve(queries, { organisation: 'acme', rights });
  });
  afterAll(async () => {
    await served.close();
    for (const each of [path, link, patch]) rmSync(each, { recursive: true, force: true });
  });

  it.each([
    ['list', '--used'],
    ['usage', used, '--days', '5'],
    ['coverage', '--line', '6.12'],
    ['unused', '--lifecycle', 'present'],
    ['kernels'],
    ['catalogues', catalogue.catalogue],
    ['diff-catalogues', catalogue.catalogue, '6.12.48'],
    ['catalogues', '6.12.47'],
    ['list', '--cursor', 'x'],
    ['evidence', used],
    ['forecast', '--remove', used],
    ['forecast', '--patch', patch],
    ['usage', 'bpf_dynptr_from_skbb'],
    ['coverage', '--days', '999'],
  ])('answers %s %s as the query API does, over every organisation', async (...args) => {
    const there = await served.run('--json', ...args, '--all-organisations');
    const here = await run('--json', ...args);
    expect(here.code).toBe(there.code);
    expect(timeless(here.out || here.err)).toEqual(timeless(there.out || there.err));
  });

  it.each(['kfuncs', 'programs', 'series', 'strata', 'catalogues'])(
    'exports %s as the query API does',
    async (what) => {
      const args = ['export', what, '--format', 'ndjson'];
      const there = await served.run(...args, '--all-organisations');
      const rows = ({ out }: { out: string }) => out.trim().split('\n').map(timeless);
      expect(rows(await run(...args))).toEqual(rows(there));
      expect(rows(there).length).toBeGreaterThan(0);
    },
  );

  it('answers as one organisation', async () => {
    const own = await run('--as', 'other', '--json', 'coverage');
    expect(JSON.parse(own.out)).toMatchObject({
      organisation: 'other',
      population: { reporting: 1 },
    });
    const all = await run('--as', 'other', '--json', 'coverage', '--all-organisations');
    expect(JSON.parse(all.out)).toMatchObject({ organisation: null, population: { reporting: 3 } });
    expect((await run('coverage')).out).toMatch(/^All organisations, /);
  });

  it('takes a link to the directory, and says when there is no store', async () => {
    expect((await runCaptured(['--store', link, 'coverage'], {})).code).toBe(0);
    const absent = join(path, 'nothing');
    const { code, err } = await runCaptured(['--store', absent, 'coverage'], {});
    expect([code, err]).toEqual([1, expect.stringContaining(`no store at ${absent}`)]);
    expect(existsSync(absent)).toBe(false);
  });

  it('refuses what is no question', async () => {
    for (const args of [
      ['dlq', 'list'],
      ['statement', 'withdraw', 'some-id'],
    ]) {
      const { code, err } = await run(...args);
      expect([code, err]).toEqual([
        2,
        expect.stringContaining(`--store: ${args[0]} ${args[1]} is`),
      ]);
    }
    expect((await run('statement', 'list')).code).toBe(0);
  });

  it('refuses options that exclude each other', async () => {
    for (const args of [
      ['--store', path, '--url', 'http://127.0.0.1:9', 'coverage'],
      ['--store', path, '--token-file', patch, 'coverage'],
      ['--as', 'other', 'coverage'],
    ]) {
      const { code, err } = await runCaptured(args, {});
      expect([code, err]).toEqual([2, expect.stringContaining('cli/usage: --')]);
    }
  });
});
