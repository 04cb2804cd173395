import type { ReportStore } from '@kfunc-census/ingest';
import type { UsageReader } from '@kfunc-census/query';
import fc from 'fast-check';
import { acceptedContract } from './accepted-contract.ts';
import { storeLines, type World } from './builders.ts';
import { dayContract } from './day-contract.ts';
import type { SuiteApi } from './queue-contract-kit.ts';
import { type ReaderQuestion, readerAnswers, readerQuestion } from './reader-answers.ts';
import { statementContract } from './statement-contract.ts';
import { storeEdges } from './store-edges.ts';
import { type RecordedSubject, recorded } from './store-ledger.ts';
import { storeRefusals } from './store-refusals.ts';
import type { StoreSubject } from './store-subject.ts';
import { createUsageOracle } from './usage-oracle.ts';
import { buildWorld, nextSalt, worldSketch } from './worlds.ts';

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
  const all = (['hosts', 'sets', 'catalogues', 'statements'] as const).flatMap((kind) =>
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
      statements: of('statements'),
      days: [],
    });
  }
}

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
    api.expect(await reader.names({ organisation: '' })).toEqual([]);
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
    everyOrganisation(subject, Math.ceil(runs / 2), api);
    storeEdges(use, api);
    dayContract(use, api);
    statementContract(use, Math.ceil(runs / 2), api);
    storeRefusals(use, api);
    acceptedContract(use, runs * 5, api);
  });
}
