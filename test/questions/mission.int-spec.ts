/** The questions that the finished system must answer well, asked over HTTP and by the CLI. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import type {
  EvidenceAnswer,
  FamilyAnswer,
  KfuncDetailAnswer,
  KfuncListAnswer,
} from '@kfunc-census/query';
import {
  clickHouseEngine,
  comparePart,
  type DayMarks,
  expectedDetail,
  expectedEvidence,
  expectedFigures,
  expectedFrame,
  expectedList,
  type FleetAsked,
  type HeldFleet,
  heldFleet,
  pathOf,
  poisonedFleet,
  poisonedKfunc,
  replays,
  rowsAsked,
  storeFleet,
  storeLines,
} from '@kfunc-census/testing';
import { addDays } from '@kfunc-census/usage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ServedApi, serveApi } from './served-api.ts';
import { createCli, type ServedCli } from './served-cli.ts';
import { buildOf, fleetOf, kernelOf } from './small-fleet.ts';

const engine = clickHouseEngine();
const old = 'bpf_wq_set_callback_impl';

describe.skipIf(engine.skip)(
  `questions of the mission (${engine.title})`,
  { timeout: 120_000 },
  () => {
    const path = mkdtempSync(join(tmpdir(), 'census-mission-'));
    let open: Awaited<ReturnType<typeof openStore>>;
    let api: ServedApi;
    let cli: ServedCli;
    beforeAll(async () => {
      open = await openStore({ kind: 'embedded', path: join(path, 'store') });
      await open.migrate();
      api = await serveApi(open.reader);
      cli = createCli(api, { CENSUS_STATE_DIR: path });
    });
    afterAll(async () => {
      cli.close();
      await api.close();
      await open.close();
      rmSync(path, { recursive: true });
    });

    /** Stores a fleet, and gives the question about all its days, asked when they are over. */
    const stored = async (fleet: HeldFleet, scope: 'own' | 'all' = 'own') => {
      const organisation = scope === 'own' ? fleet.organisations[0] : undefined;
      await storeFleet(open, fleet);
      const window = { from: fleet.days[0] ?? '', to: fleet.days.at(-1) ?? '' };
      api.now = Date.parse(addDays(window.to, 1)) + 3_600_000;
      const marks: DayMarks = { closed: window.to, letters: [] };
      return { asked: { organisation, window, stratum: {} } satisfies FleetAsked, marks };
    };
    const get = async <T>(asked: FleetAsked, route: string, more = {}): Promise<T> => {
      const { status, body } = await api.ask(asked.organisation, pathOf(route, asked, more));
      expect([route, status]).toEqual([route, 200]);
      return body as T;
    };
    const spanOf = ({ window, organisation }: FleetAsked, days: number) => [
      ...['--until', window.to, '--days', `${days}`],
      ...(organisation === undefined ? ['--all-organisations'] : []),
    ];

    it('Given kfunc X, can one command print the evidence block with N, n, bound, strata, blind spots, reproducible hash?', async () => {
      const replay = replays.find(({ name }) => name === 'impl-removal');
      if (replay === undefined) throw new TypeError('no replay impl-removal');
      const fleet = heldFleet(replay.fleet('2025-06-02'));
      const { asked, marks } = await stored(fleet, 'all');
      const command = ['evidence', old, ...spanOf(asked, fleet.days.length)];
      const expected = expectedEvidence(fleet, asked, marks, old);
      const json = JSON.parse(
        (await cli.run(undefined, '--json', ...command)).out,
      ) as EvidenceAnswer;
      comparePart(json.block, expected);

      const { code, out, err } = await cli.run(undefined, ...command);
      expect([code, err]).toEqual([0, '']);
      expect(out.split('\n').filter((line) => line.length > 72)).toEqual([]);
      const [use] = expected.kfuncs;
      if (use === undefined) throw new TypeError('the replay does not expose it');
      const text = out.replaceAll(/\s+/g, ' ');
      expect(text).toContain(use.hosts.statement);
      expect(text).toContain(`${use.organisations.users} of ${use.organisations.exposed}`);
      for (const bound of [use.organisations.interval?.low, use.organisations.interval?.high])
        expect(text).toContain(`${(100 * (bound ?? Number.NaN)).toFixed(1)} %`);
      for (const { value, hosts } of use.by_line.rows) {
        const users = hosts.exposed === 0 ? '-' : hosts.users;
        expect(out).toMatch(new RegExp(`^ +${value} +${hosts.exposed} +${users} `, 'm'));
      }
      const { not_covered, silent } = expected.population;
      for (const blind of [not_covered, silent]) expect(text).toMatch(new RegExp(`\\b${blind} `));
      expect(out).toContain(json.hash);

      api.now += 40 * 86_400_000;
      const later = JSON.parse(
        (await cli.run(undefined, '--json', ...command)).out,
      ) as EvidenceAnswer;
      expect([later.hash, later.generated_at === json.generated_at]).toEqual([json.hash, false]);
    });

    it('For a never-used kfunc: does it appear, with N exposed hosts > 0, or say "not exposed anywhere"?', async () => {
      const fleet = fleetOf('never-used', [
        { hosts: 4, kernel: kernelOf('6.18.9'), builds: [] },
        { hosts: 3, kernel: kernelOf('7.0.1'), builds: [buildOf('user', '7.0', ['bpf_key_put'])] },
      ]);
      const { asked, marks } = await stored(fleet);
      const list = await get<KfuncListAnswer>(asked, '/v1/kfuncs', { used: 'unused' });
      const how = { used: 'unused', sort: 'name', limit: 5000 } as const;
      const expected = expectedList(fleet, asked, marks, how);
      comparePart(list, expected);
      expect(list.kfuncs.find(({ name }) => name === old)).toMatchObject({
        hosts: { users: 0, exposed: 4, statement: '0 of 4 exposed hosts in 1 organisation' },
        organisations: { users: 0, exposed: 1, interval: null, zero_bound: 0.95 },
      });
      expect(expected.kfuncs.every(({ hosts }) => hosts.users === 0 && hosts.exposed > 0)).toBe(
        true,
      );
      const unused = await cli.run(asked.organisation, 'unused', ...spanOf(asked, 2));
      expect(unused.out).toMatch(new RegExp(`^${old} +vmlinux +4 +1 +<= 95.0 %`, 'm'));
      // On the other kernel it has no hosts to be used on, which is no share of zero.
      const there = { ...asked, stratum: { line: '7.0' } };
      const { kfuncs } = await get<KfuncDetailAnswer>(there, `/v1/kfuncs/${old}`);
      expect(kfuncs[0]?.hosts.statement).toBe('not exposed anywhere');
      const usage = await cli.run(
        asked.organisation,
        'usage',
        old,
        '--line',
        '7.0',
        ...spanOf(asked, 2),
      );
      expect(usage.out).toContain('not exposed anywhere');
      expect(usage.out).not.toMatch(/ 0(\.0)? %/);
    });

    it('Does a removed kfunc fall to n/a on kernels without it (not 27 %, not silently 0 %)?', async () => {
      const timer = buildOf('timerd', '6.18', [old]);
      const fleet = fleetOf('removed', [
        { hosts: 3, kernel: kernelOf('6.18.9'), builds: [timer] },
        { hosts: 8, kernel: kernelOf('7.0.1'), builds: [timer] },
      ]);
      const { asked, marks } = await stored(fleet);
      const { block } = await get<EvidenceAnswer>(asked, `/v1/kfuncs/${old}/evidence`);
      comparePart(block, expectedEvidence(fleet, asked, marks, old));
      // 3 of 11 would be 27 %.
      expect(block.kfuncs[0]?.hosts).toMatchObject({ users: 3, exposed: 3 });
      const lines = block.kfuncs[0]?.by_line.rows.map(({ value, standing, hosts }) => [
        ...[value, standing, hosts.statement],
      ]);
      expect(lines).toEqual([
        ['6.18', 'exposed', '3 of 3 exposed hosts'],
        ['7.0', 'not-exposed', 'not exposed anywhere'],
      ]);
      const there = { ...asked, stratum: { line: '7.0' } };
      const detail = await get<KfuncDetailAnswer>(there, `/v1/kfuncs/${old}`);
      comparePart(detail, expectedDetail(fleet, there, marks, old));
      expect(detail.kfuncs[0]?.organisations).toEqual({
        ...{ users: 0, exposed: 0, interval: null, zero_bound: null },
      });
    });

    it('Are `scx_bpf_dsq_insert` and `scx_bpf_dsq_insert___v2` shown as one family and as two members?', async () => {
      const [insert, v2] = ['scx_bpf_dsq_insert', 'scx_bpf_dsq_insert___v2'];
      const both = buildOf('newsched', '7.0', [v2, insert]);
      const first = buildOf('oldsched', '6.18', [insert]);
      const fleet = fleetOf('family', [
        { hosts: 2, kernel: kernelOf('6.12.5'), builds: [] },
        { hosts: 3, kernel: kernelOf('6.18.9'), builds: [first] },
        { hosts: 4, kernel: kernelOf('7.0.1'), builds: [both] },
        { hosts: 5, kernel: kernelOf('7.0.1'), builds: [] },
      ]);
      const { asked, marks } = await stored(fleet);
      const family = await get<FamilyAnswer>(asked, `/v1/families/${v2}`);
      expect((await get<FamilyAnswer>(asked, `/v1/families/${insert}`)).family).toBe(family.family);
      const members = family.members.filter(({ name }) => name === insert || name === v2);
      expect(members.map(({ name }) => name)).toEqual([insert, v2]);
      for (const { name, kfuncs } of members)
        comparePart(kfuncs, [expectedFigures(fleet, asked, { name, module: 'vmlinux' })]);
      // As one: a host is exposed where its kernel offers a member, and uses it once.
      const names = family.members.map(({ name }) => name);
      const rows = rowsAsked(fleet, asked);
      const offering = rows.filter(({ view }) =>
        names.some((name) => view.kernel.offers.get(name)?.callable === true),
      );
      const using = offering.filter(({ view }) =>
        view.seen.some(({ uses }) => uses.some(({ kfunc }) => names.includes(kfunc))),
      );
      const hosts = (of: typeof rows) => new Set(of.map(({ host }) => host)).size;
      expect(family.whole.hosts).toMatchObject({ users: hosts(using), exposed: hosts(offering) });
      expect(family.whole.hosts).toMatchObject({ users: 7, exposed: 14 });
      comparePart(family.migration, expectedEvidence(fleet, asked, marks, v2).migration);
    });

    it('Does a bpftool feature probe leave the "use" number unchanged?', async () => {
      const timer = buildOf('timerd', '6.18', [old]);
      const probe = buildOf('bpftool', '6.18', [old], { name: 'probe', probe: true });
      const kernel = kernelOf('6.18.9');
      const found = [];
      for (const [name, builds] of [
        ['unprobed', []],
        ['probed', [probe]],
      ] as const) {
        const fleet = fleetOf(name, [
          { hosts: 3, kernel, builds: [timer] },
          { hosts: 4, kernel, builds },
        ]);
        const { asked, marks } = await stored(fleet);
        const { kfuncs } = await get<KfuncDetailAnswer>(asked, `/v1/kfuncs/${old}`);
        comparePart({ kfuncs }, { kfuncs: expectedDetail(fleet, asked, marks, old).kfuncs });
        const [kfunc] = kfuncs;
        const { users, exposed } = kfunc?.hosts ?? {};
        const probes = kfunc?.programs.filter((one) => one.probe).map(({ hosts }) => hosts);
        found.push({ users, exposed, probes });
      }
      expect(found).toEqual([
        { users: 3, exposed: 7, probes: [] },
        { users: 3, exposed: 7, probes: [4] },
      ]);
    });

    it('Kill the consumer for a day: does the day show as incomplete (capstone), not as a dip?', async () => {
      const timer = buildOf('timerd', '6.18', [old]);
      const fleet = fleetOf(
        'killed',
        [{ hosts: 5, kernel: kernelOf('6.18.9'), builds: [timer] }],
        4,
      );
      const lines = (day: number) => [...fleet.linesOf(day)];
      const { sets, catalogueLines: catalogues } = fleet;
      const window = { from: fleet.days[0] ?? '', to: fleet.days[3] ?? '' };
      const asked = { organisation: 'killed', window, stratum: {} };
      const states = async () =>
        (await get<KfuncDetailAnswer>(asked, `/v1/kfuncs/${old}`)).kfuncs[0]?.series.map(
          ({ complete, users }) => ({ complete, users }),
        );
      // What is stored when the consumer stopped in the third day and nothing consumed until the fourth.
      await open.store.insert(storeLines({ sets, catalogues }));
      for (const day of [0, 1])
        await open.store.insert(storeLines({ hosts: lines(day), days: [fleet.closeOf(day)] }));
      await open.store.insert(storeLines({ hosts: lines(2).slice(0, 1) }));
      api.now = Date.parse(addDays(window.to, 1)) + 3_600_000;
      const frame = expectedFrame(fleet, asked, { closed: fleet.days[1] ?? '', letters: [] });
      const open_days = fleet.days.slice(2);
      const answer = await get<KfuncDetailAnswer>(asked, `/v1/kfuncs/${old}`);
      expect(answer.window).toMatchObject({ ...frame.window, complete: false, open_days });
      expect(answer.notes.join(' ')).toContain('Open days: not everything that was accepted');
      expect(await states()).toEqual([
        { complete: true, users: 5 },
        { complete: true, users: 5 },
        { complete: false, users: 1 },
        { complete: false, users: 0 },
      ]);
      const said = await cli.run('killed', 'usage', old, ...spanOf(asked, 4));
      expect(said.out).toContain(`Not complete: ${open_days.join(', ')}.`);
      expect(said.out).toMatch(new RegExp(`^${open_days[0]} \\* `, 'm'));
      const early = await get<EvidenceAnswer>(asked, `/v1/kfuncs/${old}/evidence`);
      expect(early.block.window.final).toBe(false);

      // The queue kept everything: the consumer catches up, and the marks come behind the reports.
      for (const day of [2, 3])
        await open.store.insert(storeLines({ hosts: lines(day), days: [fleet.closeOf(day)] }));
      expect(await states()).toEqual(fleet.days.map(() => ({ complete: true, users: 5 })));
      const late = await get<EvidenceAnswer>(asked, `/v1/kfuncs/${old}/evidence`);
      comparePart(
        late.block,
        expectedEvidence(fleet, asked, { closed: window.to, letters: [] }, old),
      );
      expect(late.hash).not.toBe(early.hash);
    });

    it('One tenant sends 10^6 forged hosts: does the organisation count stay 1, and can its rows be undone?', async () => {
      // 10^6 of them in `npm run test:fleets`.
      const forged = 20_000;
      const fleet = poisonedFleet('mission', forged);
      await storeFleet(open, fleet);
      const window = { from: fleet.days[0] ?? '', to: fleet.days[0] ?? '' };
      api.now = Date.parse(addDays(window.to, 1)) + 3_600_000;
      const asked = { organisation: undefined, window, stratum: {} };
      const { block } = await get<EvidenceAnswer>(
        asked,
        `/v1/kfuncs/${poisonedKfunc.name}/evidence`,
      );
      const [use] = block.kfuncs;
      expect(use?.hosts).toMatchObject({ users: forged, exposed: forged + 3 });
      expect(use?.organisations).toMatchObject({ users: 1, exposed: 2 });
      // Nor do they make an interval of hosts: they weigh like one organisation.
      expect(use?.host_share).toEqual({ kind: 'none', reason: 'too-few-organisations' });
      expect(block.population.organisations).toBe(2);
      const honest = { ...asked, organisation: 'honest-mission' };
      const own = await get<KfuncDetailAnswer>(honest, `/v1/kfuncs/${poisonedKfunc.name}`);
      expect(own.kfuncs[0]?.hosts).toMatchObject({ users: 0, exposed: 3 });

      const everything = async () => [
        await get<EvidenceAnswer>(asked, `/v1/kfuncs/${poisonedKfunc.name}/evidence`),
        await get<KfuncDetailAnswer>(asked, `/v1/kfuncs/${poisonedKfunc.name}`),
        await get<KfuncListAnswer>(asked, '/v1/kfuncs'),
        await get(asked, '/v1/coverage'),
      ];
      const before = await everything();
      const forger = 'poisoned-mission';
      expect(fleet.organisations).toContain(forger);
      const undone = await cli.run(undefined, 'tenant', 'quarantine', forger);
      expect([undone.code, undone.err]).toEqual([0, '']);
      const [evidence, detail] = await everything();
      expect(evidence).toMatchObject({
        block: {
          population: { organisations: 1, reporting: 3 },
          kfuncs: [
            {
              hosts: { users: 0, exposed: 3 },
              organisations: { users: 0, exposed: 1 },
            },
          ],
        },
      });
      expect(detail).toMatchObject({
        kfuncs: expect.arrayContaining([
          expect.objectContaining({
            module: 'vmlinux',
            hosts: expect.objectContaining({ users: 0, exposed: 3 }),
            programs: [],
          }),
        ]),
      });
      expect((await cli.run(undefined, 'tenant', 'list')).out).toMatch(
        new RegExp(`^${forger} +quarantined `, 'm'),
      );
      const back = await cli.run(undefined, 'tenant', 'release', forger);
      expect([back.code, back.err]).toEqual([0, '']);
      expect(await everything()).toEqual(before);
      const unknown = await cli.run(undefined, 'tenant', 'quarantine', 'nobody');
      expect([unknown.code, unknown.err]).toEqual([4, expect.stringContaining(forger)]);
    });
  },
);
