import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import { createQueries } from '@kfunc-census/query';
import {
  clickHouseEngine,
  createUsageOracle,
  type Fleet,
  replays,
  storeFleet,
  storeLines,
  worldOf,
} from '@kfunc-census/testing';
import { addDays } from '@kfunc-census/usage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './served.spec-helper.ts';

const engine = clickHouseEngine();
const kfunc = 'bpf_wq_set_callback_impl';
const replay = replays.find(({ name }) => name === 'impl-removal');

describe.skipIf(engine.skip)(
  `evidence and forecast of a replayed history, over HTTP (${engine.title})`,
  () => {
    const path = mkdtempSync(join(tmpdir(), 'census-cli-store-'));
    const last = addDays(replay?.start ?? '', (replay?.days ?? 0) - 1);
    let open: Awaited<ReturnType<typeof openStore>>;
    let fleet: Fleet;
    let served: Served;
    let kept: string;
    /** Days after the last one on which it is asked. */
    let later = 1;
    const clock = { now: () => Date.parse(addDays(last, later)) + 3_600_000 };
    const run: Served['run'] = (...args) => served.run(...args);

    beforeAll(async () => {
      if (replay === undefined) throw new TypeError('there is no such replay');
      open = await openStore({ kind: 'embedded', path });
      await open.migrate();
      fleet = replay.fleet();
      await storeFleet(open, fleet);
      const queries = createQueries({ reader: open.reader, clock });
      const rights = ['read-organisation', 'read-installation'] as const;
      served = await serve(queries, { organisation: 'nobody', rights });
      kept = join(served.state, 'block.json');
    }, 120_000);
    afterAll(async () => {
      await served.close();
      await open.close();
      rmSync(path, { recursive: true });
    });

    const span = ['--until', last, '--all-organisations'];

    it('prints a block that can be pasted into a mail', async () => {
      const { code, out, err } = await run('evidence', kfunc, ...span);
      expect([code, err]).toEqual([0, '']);
      expect(out.split('\n').filter((line) => line.length > 72)).toEqual([]);
      await expect(out).toMatchFileSnapshot('../fixtures/evidence-impl-removal.txt');
    });

    it('gives it again by its hash, whenever it is asked', async () => {
      const { out } = await run('--json', 'evidence', kfunc, ...span);
      writeFileSync(kept, out);
      later = 40;
      const again = await run('--json', 'evidence', kfunc, ...span);
      expect(JSON.parse(again.out).hash).toBe(JSON.parse(out).hash);
      const verified = await run('evidence', '--verify', kept);
      expect(verified).toMatchObject({ code: 0, err: '' });
      expect(verified.out).toBe('The same block: same question, same days, same figures.\n');
    });

    it('refuses a block that was edited, and a file that holds none', async () => {
      const edited = join(served.state, 'edited.json');
      writeFileSync(edited, readFileSync(kept, 'utf8').replace('"exposed": ', '"exposed": 1'));
      writeFileSync(join(served.state, 'other.json'), '{"hash":"x"}');
      for (const [file, why] of [
        [edited, 'was edited'],
        [join(served.state, 'other.json'), 'holds no block'],
        [join(served.state, 'none.json'), 'could not be read'],
      ] as const) {
        const { code, err } = await run('evidence', '--verify', file);
        expect([code, err]).toEqual([2, expect.stringContaining(why)]);
      }
      expect((await run('evidence')).code).toBe(2);
      expect((await run('evidence', kfunc, '--verify', kept)).code).toBe(2);
      expect((await run('evidence', 'bpf_wq_set_callback_imp')).err).toContain(kfunc);
    });

    it('forecasts from the store what it forecasts from the lines alone, and ends with 3', async () => {
      const { code, out } = await run('--json', 'forecast', '--remove', kfunc, ...span);
      const reader = createUsageOracle(worldOf(fleet));
      const clock = { now: () => Date.parse(addDays(last, later)) + 3_600_000 };
      const expected = await createQueries({ reader, clock }).forecast(
        { organisation: undefined },
        { remove: [kfunc] },
        { until: last },
      );
      expect([code, JSON.parse(out).classes]).toEqual([3, expected.classes]);
      expect(expected.classes.map(({ members }) => members.length > 0)).toContain(true);
    });

    it('names the day that a replayed dead letter changed, and ends with 3', async () => {
      const day = addDays(last, -3);
      await open.store.insert(
        storeLines({ days: [{ kind: 'reopened', day, org: 'nobody', letter: 'queue/0/1' }] }),
      );
      const { code, out } = await run('evidence', '--verify', kept);
      expect([code, out]).toEqual([3, expect.stringContaining(`${day}: version 1 is now 2`)]);
    });
  },
);
