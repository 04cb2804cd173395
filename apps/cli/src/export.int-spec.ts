import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createQueries, type KfuncDetailAnswer, type UsageReader } from '@kfunc-census/query';
import {
  catalogueKfunc,
  catalogueLine,
  clickHouseEngine,
  createUsageOracle,
  hostLine,
  idOf,
  programKfunc,
  programMember,
  setLine,
  type World,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './served.spec-helper.ts';

type Row = Readonly<Record<string, string | number | boolean | null>>;

const engine = clickHouseEngine();
const used = 'bpf_dynptr_from_skb';
const catalogue = catalogueLine({
  kfuncs: [catalogueKfunc(used), catalogueKfunc('bpf_rcu_read_lock')],
});
// Names of programs are anybody's: formulas, separators, and what looks guarded already.
const names = ['=1+1', '-a,b', '"q"', "'x", 'plain'];
const using = setLine({
  programs: names.map((name) => programMember({ name, kfuncs: [programKfunc(used)] })),
});
const idle = setLine({ programs: [] });
const host = (number: number, rest: Parameters<typeof hostLine>[0]) =>
  hostLine({ host: idOf('host', number), catalogues: [catalogue.catalogue], ...rest });
const world: World = {
  catalogues: [catalogue],
  sets: [using, idle],
  days: [
    { kind: 'closed', day: '2026-03-09', partition: 0, partitions: 1, at: 1 },
    { kind: 'reopened', day: '2026-03-08', org: 'org-a', letter: 'queue/0/1' },
  ],
  hosts: [
    host(1, { set: using.set }),
    host(2, { set: idle.set, release: '6.18.4', received_at: Date.UTC(2026, 2, 9, 12) }),
    host(3, { set: using.set, org: 'org-b' }),
    host(4, { set: idle.set, catalogues: [idOf('never', 1)] }),
  ],
};

/** RFC 4180, with the rules that `toCsv` states for null, types and guarded texts. */
function parseCsv(text: string, texts: ReadonlySet<string>): Row[] {
  const records = text.split(/\r\n(?=(?:[^"]*"[^"]*")*[^"]*$)/).slice(0, -1);
  const fields = (record: string) =>
    [...record.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(([, quoted, bare]) =>
      quoted === undefined ? (bare === '' ? null : bare) : quoted.replaceAll('""', '"'),
    );
  const [head = [], ...rows] = records.map(fields);
  return rows.map((row) =>
    Object.fromEntries(
      head.map((name, at) => {
        const value = row[at] ?? null;
        if (value === null || texts.has(`${name}`)) return [name, value?.replace(/^'/, '') ?? null];
        return [name, /^\d{4}-/.test(value) ? value : JSON.parse(value)];
      }),
    ),
  );
}

describe('kfunc-census export', () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-export-'));
  const at = (file: string) => join(directory, file);
  let served: Served;
  /** Ends with an error after some rows. */
  let broken = false;
  const oracle = createUsageOracle(world);
  const reader: UsageReader = {
    ...oracle,
    series: (...question) =>
      broken ? Promise.reject(new RangeError('gone')) : oracle.series(...question),
  };

  beforeAll(async () => {
    const clock = { now: () => Date.UTC(2026, 2, 10, 20) };
    const rights = ['read-organisation', 'read-installation'] as const;
    served = await serve(createQueries({ reader, clock }), { organisation: 'org-a', rights });
  });
  afterAll(async () => {
    await served.close();
    rmSync(directory, { recursive: true });
  });

  const run: Served['run'] = (...args) => served.run(...args);
  const rowsOf = async (...args: readonly string[]): Promise<Row[]> => {
    const { code, out, err } = await run('export', ...args, '--format', 'ndjson');
    expect([code, err]).toEqual([0, '']);
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  };
  const answerOf = async (...args: readonly string[]) =>
    JSON.parse((await run('--json', ...args)).out);
  const picked = (rows: readonly Row[], ...columns: readonly string[]) =>
    rows.map((row) => columns.map((name) => row[name]));

  it('has the kfuncs of the list, with denominators, days and their versions', async () => {
    const { kfuncs, window, population } = await answerOf('list');
    const rows = await rowsOf('kfuncs');
    expect(picked(rows, 'kfunc', 'module', 'users', 'exposed', 'last_used')).toEqual(
      (kfuncs as KfuncDetailAnswer['kfuncs']).map((one) => [
        one.name,
        one.module,
        one.hosts.users,
        one.hosts.exposed,
        one.last_used,
      ]),
    );
    for (const row of rows)
      expect(row).toMatchObject({
        organisation: 'org-a',
        window_from: window.from,
        window_to: window.to,
        window_complete: false,
        open_days: '2026-03-10',
        reopened_days: '2026-03-08:2',
        reporting_hosts: population.reporting,
        not_covered_hosts: population.not_covered,
        generated_at: '2026-03-10T20:00:00.000Z',
      });
    expect(await rowsOf('kfuncs', '--used', 'unused')).toHaveLength(1);
    expect(await rowsOf('kfuncs', '--name', 'nothing')).toEqual([]);
  });

  it('has the programs and days of one kfunc, of all organisations too', async () => {
    for (const scope of [[], ['--all-organisations']]) {
      const { kfuncs } = (await answerOf('usage', used, ...scope)) as KfuncDetailAnswer;
      const [kfunc] = kfuncs;
      expect(
        picked(await rowsOf('programs', ...scope), 'program_name', 'rung', 'program_hosts'),
      ).toEqual(kfunc?.programs.map(({ name, rung, hosts }) => [name, rung, hosts]));
      expect(
        picked(await rowsOf('series', ...scope), 'day', 'day_version', 'day_exposed', 'day_users'),
      ).toEqual(
        kfunc?.series.map(({ day, version, exposed, users }) => [day, version, exposed, users]),
      );
    }
  });

  it('has the strata of each kfunc, never-used ones where they are asked for', async () => {
    const window = { from: '2026-02-11', to: '2026-03-10' };
    const kfunc = { name: 'bpf_rcu_read_lock', module: 'vmlinux' };
    const lines = await oracle.strata({ organisation: 'org-a' }, window, {}, kfunc, 'line');
    const rows = await rowsOf('strata', '--used', 'any', '--name', 'rcu');
    expect(
      picked(
        rows.filter(({ dimension }) => dimension === 'line'),
        'value',
        'stratum_exposed',
        'stratum_users',
      ),
    ).toEqual(lines.map(({ value, exposed, users }) => [value, exposed, users]));
    expect(new Set(rows.map(({ dimension }) => dimension))).toEqual(
      new Set(['line', 'release', 'distro', 'arch', 'organisation']),
    );
    expect(await rowsOf('strata', '--name', 'rcu')).toEqual([]);
  });

  it('has every entry of every catalogue, and one whose content never arrived as not known', async () => {
    const rows = await rowsOf('catalogues');
    expect(picked(rows, 'kfunc', 'module', 'callable', 'catalogue_hosts').toSorted()).toEqual(
      [
        [null, null, null, 1],
        ['bpf_dynptr_from_skb', 'vmlinux', true, 2],
        ['bpf_rcu_read_lock', 'vmlinux', true, 2],
      ].toSorted(),
    );
    const days = await run('export', 'catalogues', '--days', '3');
    expect([days.code, days.err]).toEqual([2, expect.stringContaining('field: days')]);
  });

  it('is the same in every format, with names that a spreadsheet would run', async () => {
    const json = await rowsOf('programs');
    expect(new Set(json.map(({ program_name: name }) => name))).toEqual(new Set(names));
    const { out } = await run('export', 'programs');
    expect(out).not.toMatch(/(^|,|\n)"?[=+@-]/);
    const texts = Object.entries(json[0] ?? {}).filter(([, value]) => typeof value === 'string');
    const nullable = ['attach_target', 'loader', 'only_line'];
    expect(parseCsv(out, new Set([...texts.map(([name]) => name), ...nullable]))).toEqual(json);
  });

  it.skipIf(engine.skip)(`is read back from Parquet by ${engine.title}`, async () => {
    const { query } = await import('chdb');
    for (const what of ['kfuncs', 'programs', 'series', 'strata', 'catalogues']) {
      const file = at(`${what}.parquet`);
      const { code, out } = await run('export', what, '--output', file);
      expect([code, out]).toEqual([0, expect.stringMatching(/parquet: \d+ bytes\n$/)]);
      const text = query(
        `SELECT * FROM file('${file}', Parquet) SETTINGS output_format_json_quote_64bit_integers = 0`,
        'JSONEachRow',
      );
      const rows = `${text}`
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(rows).toEqual(await rowsOf(what));
    }
  });

  it('writes a file, and says how large it is', async () => {
    const written = await run('--json', 'export', 'series', '--output', at('series.csv'));
    const bytes = readFileSync(at('series.csv')).length;
    expect(JSON.parse(written.out)).toEqual({
      what: 'series',
      format: 'csv',
      file: at('series.csv'),
      bytes,
    });
  });

  it('leaves no file when the answer breaks off, before its first byte or after', async () => {
    broken = true;
    const early = await run('export', 'series', '--output', at('cut.csv'));
    // The first bytes of Parquet are always the same, and are on their way at once.
    const late = await run('export', 'series', '--output', at('cut.parquet'));
    broken = false;
    expect([early.code, early.err]).toEqual([1, expect.stringContaining('internal/unexpected')]);
    expect([late.code, late.err]).toEqual([1, expect.stringContaining('cli/unavailable')]);
    expect(readdirSync(directory).filter((name) => /cut|tmp/.test(name))).toEqual([]);
  });

  it('refuses what there is not', async () => {
    for (const args of [['letters'], ['kfuncs', '--format', 'xml'], ['kfuncs', '--used', 'x'], []])
      expect((await run('export', ...args)).code).toBe(2);
    const nowhere = await run('export', 'kfuncs', '--output', at('none/x.csv'));
    expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('field: output')]);
  });
});
