import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import { createQueries } from '@kfunc-census/query';
import {
  catalogueKfunc,
  catalogueLine,
  clickHouseEngine,
  createMemoryPublicWeeks,
  createUsageOracle,
  hostLine,
  idOf,
  publicWeekOf,
  setLine,
  storeLines,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCaptured, type Served, serve } from './served.spec-helper.ts';

const engine = clickHouseEngine();
const week = '2026-W10';
const at = (day: number) => Date.UTC(2026, 2, day, 12);

describe.skipIf(engine.skip)(`kfunc-census publish (${engine.title})`, () => {
  const state = mkdtempSync(join(tmpdir(), 'census-cli-publish-'));
  const path = join(state, 'store');
  const run = (...args: readonly string[]) => runCaptured(args, { CENSUS_STATE_DIR: state });

  beforeAll(async () => {
    const catalogue = catalogueLine({ kfuncs: [catalogueKfunc('bpf_dynptr_from_skb')] });
    const set = setLine({});
    const hosts = Array.from({ length: 9 }, (_, number) =>
      hostLine({
        org: number < 6 ? 'acme' : 'umbra',
        host: idOf('host', number),
        catalogues: [catalogue.catalogue],
        set: set.set,
        received_at: at(3),
      }),
    );
    const days = Array.from({ length: 7 }, (_, day) => ({
      kind: 'closed' as const,
      day: `2026-03-0${day + 2}`,
      queue: 'reports.v1',
      partition: 0,
      partitions: 1,
      at: 1,
    }));
    const open = await openStore({ kind: 'embedded', path });
    await open.migrate();
    await open.store.insert(storeLines({ hosts, sets: [set], catalogues: [catalogue], days }));
    await open.close();
  });
  afterAll(() => rmSync(state, { recursive: true, force: true }));

  it('publishes a complete week once, and shows it', async () => {
    const first = await run('publish', week);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(/bpf_dynptr_from_skb +vmlinux +9 of 9 +2 of 2 +0/);
    expect(await run('publish', week)).toEqual(first);
    const listed = await run('--store', path, 'public-week');
    expect(listed.out).toMatch(/^2026-W10 {2}published \d{4}-/);
    const shown = await run('--store', path, 'public-week', week);
    expect(shown.out).toBe(first.out);
  });

  it('says which day of a week is open', async () => {
    const { code, err } = await run('publish', '2026-W11');
    expect(code).toBe(2);
    expect(err).toContain('week: 2026-W11 is not complete: 2026-03-09');
  });
});

describe('kfunc-census public-week', () => {
  const weeks = createMemoryPublicWeeks();
  const reader = { ...createUsageOracle({ hosts: [], sets: [], catalogues: [] }), ...weeks };
  let served: Served;
  beforeAll(async () => {
    const queries = createQueries({ reader, clock: { now: () => at(12) } });
    served = await serve(queries, { organisation: 'acme', rights: ['read-public'] });
  });
  afterAll(() => served.close());

  it('needs no right to read an organisation, and gives none', async () => {
    expect((await served.run('public-week')).out).toBe('No week was published.\n');
    await weeks.publish(publicWeekOf(week, '2026-03-09T01:00:00.000Z'));
    const { code, out } = await served.run('public-week', week);
    expect(code).toBe(0);
    expect(out).toMatch(/vmlinux +7 of at least 5 +7 of at least 5 +0/);
    expect(out).toContain('3 organisations; hosts: 20 reporting, 1 to 4 complete, 0 silent.');
    expect((await served.run('coverage')).code).toBe(1);
  });

  it('names the newest week beside one that was not published', async () => {
    const { code, err } = await served.run('public-week', '2026-W09');
    expect(code).not.toBe(0);
    expect(err).toContain('2026-W09 was not published. The newest one is 2026-W10.');
  });
});
