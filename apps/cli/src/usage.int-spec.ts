import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import { createQueries, strataDimensions, useDimensions } from '@kfunc-census/query';
import {
  clickHouseEngine,
  createUsageOracle,
  replays,
  storeFleet,
  worldOf,
} from '@kfunc-census/testing';
import { addDays } from '@kfunc-census/usage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './served.spec-helper.ts';

const engine = clickHouseEngine();
const kfunc = 'scx_bpf_dispatch';
const replay = replays.find(({ name }) => name === 'scx-compat');

/** An answer without the instant of asking, its lists in an order that does not depend on the reader. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) {
    const keyed = value.map((one) => [JSON.stringify(comparable(one)), one] as const);
    return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => comparable(one));
  }
  if (typeof value !== 'object' || value === null) return value;
  const { generated_at: _, ...rest } = value as Record<string, unknown>;
  return Object.fromEntries(Object.entries(rest).map(([key, one]) => [key, comparable(one)]));
}

describe.skipIf(engine.skip)(
  `one kfunc, its family and a week, over HTTP (${engine.title})`,
  () => {
    const path = mkdtempSync(join(tmpdir(), 'census-cli-usage-'));
    const until = addDays(replay?.start ?? '', 27);
    /** A week later. */
    const clock = { now: () => Date.parse(addDays(until, 8)) + 3_600_000 };
    const fleet = replay?.fleet();
    if (fleet === undefined) throw new TypeError('no replay scx-compat');
    const expected = createQueries({ reader: createUsageOracle(worldOf(fleet)), clock });
    const everyone = { organisation: undefined };
    const archive = { organisation: 'archive' };
    const span = { days: 7, until };
    let open: Awaited<ReturnType<typeof openStore>>;
    let served: Served;

    beforeAll(async () => {
      open = await openStore({ kind: 'embedded', path });
      await open.migrate();
      await storeFleet(open, fleet);
      const queries = createQueries({ reader: open.reader, clock });
      const rights = ['read-organisation', 'read-installation'] as const;
      served = await serve(queries, { organisation: 'archive', rights });
    }, 120_000);
    afterAll(async () => {
      await served.close();
      await open.close();
      rmSync(path, { recursive: true });
    });

    async function answer(...args: readonly string[]): Promise<unknown> {
      const { code, out, err } = await served.run('--json', ...args);
      expect([code, err]).toEqual([0, '']);
      return comparable(JSON.parse(out));
    }
    const all = ['--days', '7', '--until', until, '--all-organisations'];
    const of = (value: unknown) => comparable(JSON.parse(JSON.stringify(value)));

    it('answers usage as the lines say', async () => {
      expect(await answer('usage', kfunc, ...all)).toEqual(
        of(await expected.kfunc(everyone, kfunc, span)),
      );
    });

    it.each(strataDimensions)('answers usage by %s as the lines say', async (by) => {
      const found = await expected.kfuncStrata(everyone, kfunc, { ...span, by });
      expect(await answer('usage', kfunc, '--by', by, ...all)).toEqual(of(found));
      expect(found.kfuncs.flatMap(({ strata }) => strata.rows).length).toBeGreaterThan(0);
    });

    it.each(useDimensions)('answers usage by %s as the lines say', async (by) => {
      const found = await expected.kfuncUses(everyone, kfunc, { ...span, by });
      expect(await answer('usage', kfunc, '--by', by, ...all)).toEqual(of(found));
      expect(found.kfuncs.flatMap(({ uses }) => uses.rows).length).toBeGreaterThan(0);
    });

    it('answers programs, co-use and days as the lines say', async () => {
      expect(await answer('usage', kfunc, '--by', 'program', ...all)).toEqual(
        of(await expected.kfuncPrograms(everyone, kfunc, span)),
      );
      expect(await answer('usage', kfunc, '--by', 'co-use', ...all)).toEqual(
        of(await expected.kfuncCoUse(everyone, kfunc, span)),
      );
      const series = await expected.kfuncSeries(everyone, kfunc, span);
      expect(await answer('usage', kfunc, '--by', 'day', ...all)).toEqual(of(series));
      expect(series.kfuncs.some(({ trend }) => (trend?.points ?? 0) !== 0)).toBe(true);
    });

    it('answers a family as the lines say', async () => {
      const found = await expected.family(everyone, kfunc, span);
      expect(await answer('family', kfunc, ...all)).toEqual(of(found));
      expect(found.migration?.carried.both.programs).toBeGreaterThan(0);
      const own = ['--days', '7', '--until', until];
      expect(await answer('family', ...own)).toEqual(of(await expected.families(archive, span)));
    });

    it('answers the changes of a week as the lines say', async () => {
      const week = '2025-W43';
      const found = await expected.changes(archive, { week });
      expect(await answer('changes', '--week', week)).toEqual(of(found));
      expect(found.lost.rows.length).toBeGreaterThan(0);
    });
  },
);
