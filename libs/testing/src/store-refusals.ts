import { isCensusError } from '@kfunc-census/errors';
import { catalogueLine, hostLine, idOf, setLine, statementLine, storeLines } from './builders.ts';
import type { SuiteApi } from './queue-contract-kit.ts';
import type { StoreSubject } from './store-subject.ts';
import { nextSalt } from './worlds.ts';

const statementText = (rest: object): string =>
  JSON.stringify({ ...statementLine(), org: 'org-a', ...rest });

/** Lines that are not what the contract says, by what is wrong with them. */
const badLines: Readonly<
  Record<string, { kind: 'hosts' | 'sets' | 'catalogues' | 'statements'; text: string }>
> = {
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
  'a statement of nobody': { kind: 'statements', text: statementText({ org: '' }) },
  'a statement on nothing': { kind: 'statements', text: statementText({ kfunc: undefined }) },
  'a statement without id': { kind: 'statements', text: statementText({ id: 'x' }) },
  'a statement of another kind': { kind: 'statements', text: statementText({ kind: 'rumour' }) },
  'a version that is a text': { kind: 'statements', text: statementText({ version: '1' }) },
  'a version that is none': { kind: 'statements', text: statementText({ version: 0 }) },
  'a digest that is none': { kind: 'statements', text: statementText({ digest: 'AB' }) },
  'a text that is none': { kind: 'statements', text: statementText({ why: null }) },
  'a withdrawal by half': { kind: 'statements', text: statementText({ withdrawn: 0.5 }) },
  'no word of what was decided': {
    kind: 'statements',
    text: statementText({ kind: 'decision', decision: 'later' }),
  },
};

/** What every store refuses, and what it takes however odd. */
export function storeRefusals(use: () => StoreSubject, { it, expect }: SuiteApi): void {
  for (const [what, { kind, text }] of Object.entries(badLines))
    it(`refuses a line with ${what}, and stores nothing of it`, async () => {
      const { store, reader } = use();
      const lines = { ...storeLines({}), [kind]: [new TextEncoder().encode(text)] };
      const error = await store.insert(lines).catch((reason: unknown) => reason);
      expect(isCensusError(error, 'store/rejected')).toBe(true);
      const window = { from: '2026-01-01', to: '2026-12-31' };
      const population = await reader.population({ organisation: 'org-a' }, window, {});
      expect(population.reporting).toBe(0);
      const said = await reader.statements({ organisation: 'org-a' }, { day: '2026-12-31' }, 9);
      expect(said.rows).toEqual([]);
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
