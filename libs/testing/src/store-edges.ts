import { isCensusError } from '@kfunc-census/errors';
import { mostMembers } from '@kfunc-census/query';
import {
  catalogueKfunc,
  catalogueLine,
  hostLine,
  idOf,
  objectMember,
  programKfunc,
  programMember,
  setLine,
  storeLines,
  type World,
} from './builders.ts';
import type { SuiteApi } from './queue-contract-kit.ts';
import { exposureEdges } from './store-exposure-edges.ts';
import type { StoreSubject } from './store-subject.ts';
import { nextSalt } from './worlds.ts';

type Use = () => StoreSubject;

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

function useEdges(use: Use, { it, expect }: SuiteApi): void {
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

function coUseEdge(use: Use, { it, expect }: SuiteApi): void {
  it('takes for used together what a program uses on one kernel', async () => {
    const { store, reader } = use();
    const org = nextSalt();
    const both = [programKfunc('bpf_a'), programKfunc('bpf_b')];
    // One program, of which two kernels made two things.
    const sets = [both, both.slice(0, 1)].map((kfuncs) =>
      setLine({ programs: [programMember({ name: org, kfuncs })] }),
    );
    const hosts = sets.map(({ set }, index) => hostLine({ org, host: idOf(index), set }));
    await store.insert(storeLines({ hosts, sets }));
    const window = { from: '2026-03-10', to: '2026-03-10' };
    const asked = { name: 'bpf_a', module: 'vmlinux' };
    expect(await reader.coUse({ organisation: org }, window, {}, asked, 10)).toEqual({
      rows: [{ name: 'bpf_b', module: 'vmlinux', programs: 1, hosts: 1 }],
      more: false,
    });
  });
}

function cloneEdge(use: Use, { it, expect }: SuiteApi): void {
  it('tells hosts of one image apart by their organisations', async () => {
    const { store, reader } = use();
    const name = nextSalt();
    const set = setLine({ programs: [programMember({ name, kfuncs: [programKfunc(name)] })] });
    const catalogue = catalogueLine({ kfuncs: [catalogueKfunc(name)] });
    const hosts = ['a', 'b'].map((org) =>
      hostLine({ org: `${org}-${name}`, set: set.set, catalogues: [catalogue.catalogue] }),
    );
    await store.insert(storeLines({ hosts, sets: [set], catalogues: [catalogue] }));
    const window = { from: '2026-03-10', to: '2026-03-10' };
    const asked = [{ organisation: undefined }, window, {}] as const;
    const kfunc = { name, module: 'vmlinux' };
    const both = { hosts: 2, organisations: 2 };
    const [figures] = await reader.kfunc(...asked, name);
    expect(figures).toMatchObject({ users: 2, userOrganisations: 2 });
    expect(await reader.programs(...asked, kfunc, 9)).toMatchObject([{ hosts: 2 }]);
    expect((await reader.usesBy(...asked, kfunc, 'type', 9)).rows).toMatchObject([both]);
    expect((await reader.carriers(...asked, [name], 9)).rows).toMatchObject([both]);
    const members = { objects: [], programs: set.programs.map(({ program }) => program) };
    expect(await reader.reachOf(...asked, members)).toMatchObject(both);
    const migration = await reader.migration(...asked, { old: [name], new: [] });
    expect(migration.carried.unknown).toEqual({ programs: 1, ...both });
    expect(migration.called.old).toEqual(both);
  });
}

function contentEdges(use: Use, { it, expect }: SuiteApi): void {
  const window = { from: '2026-03-10', to: '2026-03-10' };

  it('shows of an object what kernels of the window made of it', async () => {
    const { store, reader } = use();
    const org = nextSalt();
    const referenced = { module: 'vmlinux', status: 'referenced', missing: '' } as const;
    const sets = ['bpf_a', 'bpf_b'].map((name) =>
      setLine({ programs: [], objects: [objectMember({ kfuncs: [{ name, ...referenced }] })] }),
    );
    const hosts = sets.map(({ set }, index) =>
      hostLine({ org, set, received_at: Date.UTC(2026, 2, 10 + index, 12) }),
    );
    await store.insert(storeLines({ hosts, sets }));
    const { rows } = await reader.objects({ organisation: org }, window, {}, 9);
    expect(rows).toMatchObject([{ kfuncs: [{ name: 'bpf_a' }], programs: [] }]);
  });

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

function flavourEdge(use: Use, { it, expect }: SuiteApi): void {
  const window = { from: '2026-03-10', to: '2026-03-10' };

  it('takes a name with a libbpf flavour for the name asked, unless it is one of those asked', async () => {
    const { store, reader } = use();
    const organisation = nextSalt();
    const missing = (name: string) =>
      ({ name, module: '', status: 'missing', missing: 'absent' }) as const;
    const [old, next] = ['bpf_a', 'bpf_a___v2'];
    const object = objectMember({
      declares: [{ name: organisation, shape: 'i()' }],
      kfuncs: [missing(`${old}___compat`), missing(`${next}___compat`), missing('___a')],
    });
    const set = setLine({
      programs: [
        programMember({
          name: organisation,
          object: object.object,
          kfuncs: [programKfunc('bpf_b')],
        }),
      ],
      objects: [object],
    });
    await store.insert(
      storeLines({ hosts: [hostLine({ org: organisation, set: set.set })], sets: [set] }),
    );
    const scope = { organisation };
    const { rows } = await reader.carriers(scope, window, {}, [old, next], 9);
    expect(rows.map(({ names }) => names.map(({ name }) => name))).toEqual([[old, next]]);
    const sides = { old: [old], new: [next] };
    const { carried } = await reader.migration(scope, window, {}, sides);
    expect(carried.both).toEqual({ programs: 1, hosts: 1, organisations: 1 });
    expect(await reader.carriers(scope, window, {}, ['a'], 9)).toEqual({ rows: [], more: false });
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

/** What is too seldom for a random world: each case by name. */
export function storeEdges(use: Use, api: SuiteApi): void {
  useEdges(use, api);
  coUseEdge(use, api);
  cloneEdge(use, api);
  exposureEdges(use, api);
  flavourEdge(use, api);
  contentEdges(use, api);
  calendarEdge(use, api);
}
