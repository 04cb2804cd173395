import { isCensusError } from '@kfunc-census/errors';
import type { ReportStore } from '@kfunc-census/ingest';
import { mostMembers, type UsageReader } from '@kfunc-census/query';
import fc from 'fast-check';
import { acceptedContract } from './accepted-contract.ts';
import {
  catalogueKfunc,
  catalogueLine,
  hostLine,
  idOf,
  programMember,
  setLine,
  storeLines,
  type World,
} from './builders.ts';
import { dayContract } from './day-contract.ts';
import type { SuiteApi } from './queue-contract-kit.ts';
import { type ReaderQuestion, readerAnswers, readerQuestion } from './reader-answers.ts';
import { type RecordedSubject, recorded } from './store-ledger.ts';
import type { StoreSubject } from './store-subject.ts';
import { createUsageOracle } from './usage-oracle.ts';
import { buildWorld, worldSketch } from './worlds.ts';

const organisations = (world: World): readonly string[] => [
  ...new Set(world.hosts.map(({ org }) => org)),
];

async function allAnswers(reader: UsageReader, world: World, asked: ReaderQuestion) {
  const all = [];
  for (const organisation of organisations(world))
    all.push(await readerAnswers(reader, organisation, asked));
  return all;
}

/** Hands a world to the store in pieces: each line twice, in the order and cuts given. */
async function replay(store: ReportStore, world: World, order: readonly number[], cut: number) {
  const lines = storeLines(world);
  const all = (['hosts', 'sets', 'catalogues'] as const).flatMap((kind) =>
    lines[kind].map((line) => ({ kind, line })),
  );
  const twice = [...all, ...all]
    .map((entry, index) => ({ entry, rank: order[index % order.length] ?? 0 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ entry }) => entry);
  for (let from = 0; from < twice.length; from += cut) {
    const batch = twice.slice(from, from + cut);
    const of = (kind: string) => batch.filter((one) => one.kind === kind).map(({ line }) => line);
    await store.insert({
      hosts: of('hosts'),
      sets: of('sets'),
      catalogues: of('catalogues'),
      days: [],
    });
  }
}

let worlds = 0;
const nextSalt = (): string => {
  worlds += 1;
  return `world-${worlds}`;
};

type Use = () => StoreSubject;
/** Milliseconds; a random fleet asks some dozen queries of 20 to 100 ms each. */
const timeout = 300_000;

function properties(use: Use, runs: number, { it, expect }: SuiteApi): void {
  it('answers every question as the definitions say', { timeout }, async () => {
    const { store, reader } = use();
    await fc.assert(
      fc.asyncProperty(worldSketch, readerQuestion, async (sketch, asked) => {
        const world = buildWorld(sketch, nextSalt());
        await store.insert(storeLines(world));
        const found = await allAnswers(reader, world, asked);
        expect(found).toEqual(await allAnswers(createUsageOracle(world), world, asked));
      }),
      { numRuns: runs },
    );
  });

  it('answers the same after every message came twice more, shuffled, in other batches', {
    timeout,
  }, async () => {
    const { store, reader } = use();
    const order = fc.array(fc.nat(1000), { minLength: 1, maxLength: 120 });
    await fc.assert(
      fc.asyncProperty(
        worldSketch,
        readerQuestion,
        order,
        fc.integer({ min: 3, max: 40 }),
        async (sketch, asked, ranks, cut) => {
          const world = buildWorld(sketch, nextSalt());
          await store.insert(storeLines(world));
          const once = await allAnswers(reader, world, asked);
          await replay(store, world, ranks, cut);
          expect(await allAnswers(reader, world, asked)).toEqual(once);
        },
      ),
      { numRuns: Math.ceil(runs / 3) },
    );
  });

  it('shows an organisation nothing of another that claims its ids', { timeout }, async () => {
    const { store, reader } = use();
    await fc.assert(
      fc.asyncProperty(worldSketch, readerQuestion, async (sketch, asked) => {
        const salt = nextSalt();
        const world = buildWorld(sketch, salt);
        await store.insert(storeLines(world));
        const before = await allAnswers(reader, world, asked);
        const forged = world.hosts.map((line) => ({
          ...line,
          org: `intruder-${salt}`,
          complete: 1 as const,
          late: 0 as const,
          losses: { denied: 99 },
        }));
        await store.insert(storeLines({ ...world, hosts: forged }));
        expect(await allAnswers(reader, world, asked)).toEqual(before);
        const own = createUsageOracle({ ...world, hosts: forged });
        expect(await readerAnswers(reader, `intruder-${salt}`, asked)).toEqual(
          await readerAnswers(own, `intruder-${salt}`, asked),
        );
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });
}

/** Asked last of the properties, since whatever the store was given belongs to its answer. */
function everyOrganisation({ use, world }: RecordedSubject, runs: number, api: SuiteApi): void {
  api.it('answers over all organisations as the definitions say', { timeout }, async () => {
    const { store, reader } = use();
    await fc.assert(
      fc.asyncProperty(worldSketch, readerQuestion, async (sketch, asked) => {
        await store.insert(storeLines(buildWorld(sketch, nextSalt())));
        const found = await readerAnswers(reader, undefined, asked);
        api
          .expect(found)
          .toEqual(await readerAnswers(createUsageOracle(world()), undefined, asked));
      }),
      { numRuns: runs },
    );
  });

  api.it('takes an organisation without a name for no organisation, never for all', async () => {
    const window = { from: '2026-01-01', to: '2026-03-01' };
    const { reader } = use();
    const population = await reader.population({ organisation: '' }, window, {});
    api.expect(population).toMatchObject({ reporting: 0, silent: 0, organisations: 0 });
    api.expect(await reader.kfuncs({ organisation: '' }, window, {})).toEqual([]);
  });
}

/** A late use, and a use on a day without complete coverage, beside two complete idle hosts. */
function edgeWorld(salt: string): World {
  const catalogue = catalogueLine();
  const idle = setLine({ programs: [] });
  const host = (number: number, rest: Parameters<typeof hostLine>[0]) =>
    hostLine({ org: salt, host: idOf(salt, number), catalogues: [catalogue.catalogue], ...rest });
  const nextDay = { received_at: Date.UTC(2026, 2, 11, 1) };
  return {
    catalogues: [catalogue],
    sets: [setLine(), idle],
    hosts: [
      host(1, { set: idle.set }),
      host(1, { late: 1 }),
      host(2, { set: idle.set }),
      host(2, { complete: 0, ...nextDay }),
    ],
  };
}

function edges(use: Use, { it, expect }: SuiteApi): void {
  it('counts a use only on a day on which the host was exposed, and in time', async () => {
    const { store, reader } = use();
    const organisation = nextSalt();
    await store.insert(storeLines(edgeWorld(organisation)));
    const scope = { organisation };
    const window = { from: '2026-03-10', to: '2026-03-11' };
    const asked = { name: 'bpf_dynptr_from_skb', module: 'vmlinux' };
    const [figures] = await reader.kfunc(scope, window, {}, asked.name);
    expect(figures).toMatchObject({
      exposed: 2,
      users: 0,
      usersNotCovered: 1,
      firstUsed: '2026-03-11',
      lastUsed: '2026-03-11',
    });
    expect(figures?.seenByRung.called).toBe(1);
    expect(await reader.kernels(scope, window, asked)).toMatchObject([
      { reporting: 2, exposed: 2, users: 0 },
    ]);
    expect(await reader.series(scope, window, {}, asked)).toEqual([
      { day: '2026-03-10', reporting: 2, exposed: 2, users: 0 },
      { day: '2026-03-11', reporting: 1, exposed: 0, users: 0 },
    ]);
    const programs = await reader.programs(scope, window, {}, asked, 10);
    expect(programs.map(({ hosts }) => hosts)).toEqual([1]);
  });
}

function contentEdges(use: Use, { it, expect }: SuiteApi): void {
  const window = { from: '2026-03-10', to: '2026-03-10' };

  it('finds one id among as many as a question may name, and refuses more', async () => {
    const { store, reader } = use();
    const organisation = nextSalt();
    const set = setLine({ programs: [programMember({ name: organisation })] });
    const host = hostLine({ org: organisation, set: set.set });
    await store.insert(storeLines({ hosts: [host], sets: [set] }));
    const others = Array.from({ length: mostMembers - 1 }, (_, index) => idOf(index));
    const programs = [...others, ...set.programs.map(({ program }) => program)];
    const members = { objects: others, programs };
    const reach = await reader.reachOf({ organisation }, window, {}, members);
    expect(reach).toEqual({ programs: 1, loaders: 1, hosts: 1, organisations: 1 });
    const tooMany = { objects: [], programs: [...programs, idOf()] };
    const error = await reader
      .reachOf({ organisation }, window, {}, tooMany)
      .catch((reason: unknown) => reason);
    expect(isCensusError(error, 'request/invalid')).toBe(true);
  });

  it('shows a catalogue to whom reported it alone', async () => {
    const { store, reader } = use();
    const [own, other] = [nextSalt(), nextSalt()];
    const catalogue = catalogueLine({ kfuncs: [catalogueKfunc(own, { tags: ['b', 'a'] })] });
    const id = catalogue.catalogue;
    const hosts = [hostLine({ org: own, catalogues: [id, idOf(own)] }), hostLine({ org: other })];
    await store.insert(storeLines({ hosts, catalogues: [catalogue] }));
    expect(await reader.catalogue({ organisation: own }, id)).toMatchObject({
      module: 'vmlinux',
      entries: [{ name: own, tag: true, knownBy: 'tag', tags: ['b', 'a'] }],
    });
    expect(await reader.catalogue({ organisation: own }, idOf(own))).toBeUndefined();
    expect(await reader.catalogue({ organisation: other }, id)).toBeUndefined();
    const listed = await reader.catalogues({ organisation: own });
    const found = listed.map((one) => [one.catalogue, one.module, one.kfuncs]);
    expect(found).toEqual(
      [
        [id, 'vmlinux', 1],
        [idOf(own), undefined, undefined],
      ].sort((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1)),
    );
  });
}

function calendarEdge(use: Use, { it, expect }: SuiteApi): void {
  it('knows who fell silent in the first days of the calendar', async () => {
    const { store, reader } = use();
    const organisation = nextSalt();
    const received_at = Date.UTC(1970, 0, 3, 12);
    await store.insert(storeLines({ hosts: [hostLine({ org: organisation, received_at })] }));
    const window = { from: '1970-01-05', to: '1970-01-06' };
    const { reporting, silent } = await reader.population({ organisation }, window, {});
    expect([reporting, silent]).toEqual([0, 1]);
  });
}

/** Lines that are not what the contract says, by what is wrong with them. */
const badLines: Readonly<Record<string, { kind: 'hosts' | 'sets' | 'catalogues'; text: string }>> =
  {
    'no JSON': { kind: 'hosts', text: '{"org":' },
    'no object': { kind: 'sets', text: '[]' },
    'text after the object': { kind: 'hosts', text: `${JSON.stringify(hostLine())} x` },
    'a host id that is none': { kind: 'hosts', text: JSON.stringify(hostLine({ host: 'x' })) },
    'no receive time': {
      kind: 'hosts',
      text: JSON.stringify({ ...hostLine(), received_at: undefined }),
    },
    'a count that is a text': {
      kind: 'hosts',
      text: JSON.stringify({ ...hostLine(), ids_unseen: '7' }),
    },
    'a negative loss': {
      kind: 'hosts',
      text: JSON.stringify(hostLine({ losses: { denied: -1 } })),
    },
    'names that are no list': {
      kind: 'hosts',
      text: JSON.stringify({ ...hostLine(), not_observable: 'bpf_a' }),
    },
    'no word of how a kfunc is known': {
      kind: 'catalogues',
      text: JSON.stringify({
        ...catalogueLine(),
        kfuncs: [{ ...catalogueLine().kfuncs[0], known_by: undefined }],
      }),
    },
    'a program without evidence': {
      kind: 'sets',
      text: JSON.stringify({ set: idOf(1), programs: [{ program: idOf(2) }], objects: [] }),
    },
    'a program that is no object': {
      kind: 'sets',
      text: JSON.stringify({ set: idOf(1), programs: [7], objects: [] }),
    },
    'a program without kfuncs': {
      kind: 'sets',
      text: JSON.stringify({
        ...setLine(),
        programs: [{ ...setLine().programs[0], kfuncs: null }],
      }),
    },
    'a status that is none': {
      kind: 'sets',
      text: JSON.stringify({
        ...setLine(),
        objects: [{ object: idOf(1), evidence: idOf(2), declares: [], kfuncs: [{ name: 'x' }] }],
      }),
    },
    'no members': { kind: 'sets', text: JSON.stringify({ set: idOf(1) }) },
    'a bit that is a text': {
      kind: 'catalogues',
      text: JSON.stringify({
        ...catalogueLine(),
        kfuncs: [{ ...catalogueLine().kfuncs[0], callable: 'yes' }],
      }),
    },
    'a kfunc without name': {
      kind: 'catalogues',
      text: JSON.stringify({ catalogue: idOf(1), module: 'vmlinux', kfuncs: [{ callable: 1 }] }),
    },
  };

function refusing(use: Use, { it, expect }: SuiteApi): void {
  for (const [what, { kind, text }] of Object.entries(badLines))
    it(`refuses a line with ${what}, and stores nothing of it`, async () => {
      const { store, reader } = use();
      const lines = { ...storeLines({}), [kind]: [new TextEncoder().encode(text)] };
      const error = await store.insert(lines).catch((reason: unknown) => reason);
      expect(isCensusError(error, 'store/rejected')).toBe(true);
      const window = { from: '2026-01-01', to: '2026-12-31' };
      const population = await reader.population({ organisation: 'org-a' }, window, {});
      expect(population.reporting).toBe(0);
    });

  it('takes an empty batch', async () => {
    await use().store.insert(storeLines({}));
  });

  it('knows no kfunc that nothing names', async () => {
    const window = { from: '2026-01-01', to: '2026-12-31' };
    const { reader } = use();
    expect(await reader.kfunc({ organisation: 'org-a' }, window, {}, 'no_such')).toEqual([]);
    expect(await reader.kfunc({ organisation: 'org-a' }, window, {}, '')).toEqual([]);
  });

  it('is ready', async () => {
    const { store, reader } = use();
    expect([await store.ready(), await reader.ready()]).toEqual([true, true]);
  });

  it('takes a large set whole', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    const programs = Array.from({ length: 4096 }, (_, index) => ({
      ...(setLine().programs[0] as ReturnType<typeof setLine>['programs'][number]),
      program: idOf(salt, index),
      name: `p${index}`,
    }));
    const set = setLine({ programs });
    const host = hostLine({ org: `org-${salt}`, set: set.set });
    await store.insert(storeLines({ hosts: [host], sets: [set] }));
    const found = await reader.programs(
      { organisation: `org-${salt}` },
      { from: '2026-03-10', to: '2026-03-10' },
      {},
      { name: 'bpf_dynptr_from_skb', module: 'vmlinux' },
      5000,
    );
    expect(found).toHaveLength(4096);
  });
}

/**
 * What every store must do, as a Vitest suite, against a brute-force oracle. `use` gives the open
 * store; pass the module `vitest` as `api`. `runs`: random fleets of the largest property.
 */
export function storeContract(name: string, use: Use, api: SuiteApi, runs = 12): void {
  api.describe(`store contract: ${name}`, () => {
    const subject = recorded(use);
    properties(subject.use, runs, api);
    everyOrganisation(subject, runs, api);
    edges(use, api);
    contentEdges(use, api);
    dayContract(use, api);
    calendarEdge(use, api);
    refusing(use, api);
    acceptedContract(use, runs * 5, api);
  });
}
