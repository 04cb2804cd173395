import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import { clickHouseEngine, storeLines } from '@kfunc-census/testing';
import { addDays } from '@kfunc-census/usage';
import { Session } from 'chdb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Result } from './engine.ts';
import { seedEnd, seedWorld } from './seed.ts';

const engine = clickHouseEngine();
const days = 28;
const to = addDays(seedEnd, -1);
const window = { from: addDays(to, 1 - days), to, days };
const asked = `from = '${window.from}', to = '${to}', organisations = [''], lines = [''], distros = [''], arches = ['']`;
const seen = 'exposed > 0 OR users_not_covered > 0 OR not_observable > 0';

const views = [
  `SELECT * FROM reading_population(${asked})`,
  `SELECT * FROM reading_reporting(${asked})`,
  `SELECT * FROM reading_kfunc(kfunc = 'bpf_wq_set_callback_impl', module = 'vmlinux', ${asked})`,
  `SELECT * FROM reading_kfuncs(${asked}) WHERE ${seen} ORDER BY kfunc, module`,
];

describe.skipIf(engine.skip)(`views over roll-ups on ${engine.title}`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-roll-ups-'));
  let session: Session;
  const ask = (sql: string): Result => JSON.parse(session.query(sql, 'JSON')) as Result;
  const isRolledUp = () => ask(`SELECT answer FROM reading_is_rolled_up(${asked})`).data[0]?.answer;

  beforeAll(async () => {
    const open = await openStore({ kind: 'embedded', path });
    await open.migrate();
    await open.store.insert(storeLines(seedWorld()));
    await open.rollUps.build(window, await open.rollUps.wanted(window));
    await open.close();
    session = new Session(path);
    session.query('USE kfunc_census');
  }, 120_000);
  afterAll(() => {
    session.close();
    rmSync(path, { recursive: true, force: true });
  });

  it('read roll-ups while these are of what is stored, and then the same from reports', () => {
    expect(isRolledUp()).toBe(1);
    const fromRollUps = views.map(ask);
    // What a report that is stored later would do.
    session.query(
      `INSERT INTO day_change_v1 SELECT org, day, 1 FROM day_change_v1 WHERE day = '${to}' LIMIT 1`,
    );
    expect(isRolledUp()).toBe(0);
    const counted = views.map(ask);
    expect(fromRollUps.map(({ data }) => data)).toEqual(counted.map(({ data }) => data));
    for (const [index, { statistics }] of fromRollUps.entries())
      expect(statistics.rows_read).toBeLessThan(counted[index]?.statistics.rows_read ?? 0);
  }, 120_000);
});
