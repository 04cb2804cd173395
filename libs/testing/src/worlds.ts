import { type Guard, guards, type KfuncStatus, objectEvidence } from '@kfunc-census/report';
import fc from 'fast-check';
import {
  catalogueKfunc,
  catalogueLine,
  hostLine,
  idOf,
  objectMember,
  programKfunc,
  programMember,
  setLine,
  type World,
} from './builders.ts';

/** Few names and few of everything, so that what should meet does meet. */
const names = ['bpf_a', 'bpf_b', 'bpf_é"\\'] as const;
const modules = ['vmlinux', 'nf_conntrack'] as const;
const firstDay = Date.UTC(2026, 0, 1);
const dayMs = 86_400_000;
/**
 * Days on which the hosts of a world report, counted from 2026-01-01: few, so that they meet, and 28
 * days apart, where "silent" begins and ends.
 */
export const worldDays = [0, 1, 28, 29, 30, 58] as const;

const mostly = fc.constantFrom(1, 1, 1, 0) as fc.Arbitrary<0 | 1>;
const seldom = fc.constantFrom(0, 0, 0, 1) as fc.Arbitrary<0 | 1>;

/** What most questions ask for, in every other place: chance alone would seldom let it meet. */
const asked = { name: 'bpf_a', module: 'vmlinux' } as const;

const catalogue = fc.oneof(
  fc.record({
    module: fc.constant(asked.module),
    kfuncs: fc.constant([{ name: asked.name, callable: 1 as const }]),
    stored: fc.constant(1 as const),
  }),
  fc.record({
    module: fc.constantFrom('vmlinux', ...modules),
    kfuncs: fc.uniqueArray(fc.record({ name: fc.constantFrom(...names), callable: mostly }), {
      selector: (kfunc) => kfunc.name,
      maxLength: 3,
      size: 'max',
    }),
    stored: mostly,
  }),
);

const kernel = fc.record({
  release: fc.constantFrom('6.1', '6.12', '6.12.4-cloud', 'next'),
  arch: fc.constantFrom('x86_64', 'aarch64'),
  distro: fc.constantFrom('debian', 'fedora'),
  catalogues: fc.uniqueArray(fc.nat(3), { minLength: 1, maxLength: 3 }),
});

const anyStatus = fc.constantFrom<KfuncStatus>(
  'called',
  'called',
  'inlined',
  'attached-to',
  'unresolved',
);
const anyGuard = fc.constantFrom<Guard>(...guards);
const kfunc = fc.oneof(
  fc.record({
    name: fc.constant(asked.name),
    module: fc.constant(asked.module),
    status: anyStatus,
    guard: anyGuard,
  }),
  fc.record({
    name: fc.constantFrom(...names, ''),
    module: fc.constantFrom('vmlinux', ...modules),
    status: anyStatus,
    guard: anyGuard,
  }),
);

const program = fc.record({
  type: fc.constantFrom('xdp', 'sched_cls'),
  name: fc.constantFrom('p', 'q'),
  probe: seldom,
  loader: fc.constantFrom('', 'cilium'),
  /** Of its set, if there is one; negative: none. */
  object: fc.constantFrom(-1, 0, 0, 1),
  kfuncs: fc.array(kfunc, { maxLength: 3, size: 'max' }),
});

const object = fc.record({
  known_by: fc.constantFrom(...objectEvidence),
  declares: fc.subarray(['bpf_a', 'bpf_b']),
  kfuncs: fc.array(
    fc.oneof(
      fc.record({
        name: fc.constantFrom(...names),
        module: fc.constantFrom('vmlinux', ...modules),
        status: fc.constant('referenced' as const),
        missing: fc.constant('' as const),
      }),
      fc.record({
        name: fc.constantFrom(...names, 'bpf_gone', 'bpf_a___compat', 'bpf_gone___v2___old'),
        module: fc.constant(''),
        status: fc.constant('missing' as const),
        missing: fc.constantFrom('absent' as const, 'incompatible' as const),
      }),
    ),
    { maxLength: 2 },
  ),
});

const report = fc.record({
  org: seldom,
  host: fc.nat(2),
  day: fc.constantFrom(...worldDays),
  ms: fc.constantFrom(0, 1, 43_200_000, dayMs - 1),
  late: seldom,
  complete: mostly,
  kernel: fc.nat(2),
  set: fc.nat(2),
  boot: fc.nat(1),
  unseen: fc.nat(5),
  hidden: fc.oneof(
    { arbitrary: fc.constant([]), weight: 4 },
    fc.uniqueArray(fc.constantFrom(...names)),
  ),
  losses: fc.dictionary(fc.constantFrom('denied', 'churn'), fc.nat(3)),
});

/** What a world is made of; indices are taken modulo what there is. */
export const worldSketch = fc.record({
  catalogues: fc.array(catalogue, { minLength: 1, maxLength: 4 }),
  kernels: fc.array(kernel, { minLength: 1, maxLength: 3 }),
  sets: fc.array(
    fc.oneof(
      fc.record({
        programs: fc.array(program, { maxLength: 3, size: 'max' }),
        objects: fc.array(object, { maxLength: 2, size: 'max' }),
      }),
      fc.record({
        programs: fc.array(program, { minLength: 2, maxLength: 3 }),
        objects: fc.array(object, { minLength: 1, maxLength: 2 }),
      }),
    ),
    { minLength: 1, maxLength: 3 },
  ),
  reports: fc.oneof(
    fc.array(report, { maxLength: 30, size: 'max' }),
    fc.array(report, { minLength: 12, maxLength: 30, size: 'max' }),
  ),
});
type Sketch = typeof worldSketch extends fc.Arbitrary<infer T> ? T : never;

function at<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}

function sets(sketch: Sketch, salt: string): World['sets'] {
  return sketch.sets.map(({ programs, objects }) => {
    const members = objects.map(({ declares, ...rest }) =>
      // A name that nothing else has tells the worlds apart.
      objectMember({
        declares: [...declares, 'bpf_z'].map((name) => ({ name, shape: salt })),
        ...rest,
      }),
    );
    return setLine({
      programs: programs.map(({ kfuncs, object: index, ...rest }) =>
        programMember({
          ...rest,
          attach_target: salt,
          object: index < 0 || members.length === 0 ? '' : at(members, index).object,
          kfuncs: kfuncs.map(({ name, ...evidence }) => programKfunc(name, evidence)),
        }),
      ),
      objects: members,
    });
  });
}

/**
 * The lines of a sketch. `salt` tells worlds in one store apart: it goes into organisations and into
 * the content, and with it into every id.
 */
export function buildWorld(sketch: Sketch, salt: string): World {
  const catalogues = sketch.catalogues.map(({ module, kfuncs }) =>
    catalogueLine({
      // Given, since an empty catalogue has no content that the salt could go into.
      catalogue: idOf('catalogue', module, kfuncs, salt),
      module,
      kfuncs: kfuncs.map(({ name, callable }) =>
        catalogueKfunc(name, {
          callable,
          prototype: salt,
          tags: callable === 1 ? ["it's deprecated"] : ['bpf_fastcall', 'é'],
        }),
      ),
    }),
  );
  const kernels = sketch.kernels.map(({ catalogues: offered, ...rest }) => ({
    ...rest,
    distro_version: salt,
    catalogues: offered.map((index) => at(catalogues, index).catalogue),
  }));
  const lines = sets(sketch, salt);
  const hosts = sketch.reports.map((one, index) =>
    hostLine({
      org: `org-${one.org}-${salt}`,
      // The same host id in both organisations: they must not be taken for one host.
      host: idOf('host', one.host, salt),
      received_at: firstDay + one.day * dayMs + one.ms,
      late: one.late,
      complete: one.complete,
      ...at(kernels, one.kernel),
      set: at(lines, one.set).set,
      boot: idOf('boot', one.boot),
      seq: index + 1,
      ids_unseen: one.unseen,
      not_observable: one.hidden,
      losses: one.losses,
    }),
  );
  return {
    hosts,
    sets: lines,
    catalogues: catalogues.filter((_, index) => sketch.catalogues[index]?.stored === 1),
  };
}

let worlds = 0;
/** A salt that no other world of this process has. */
export const nextSalt = (): string => {
  worlds += 1;
  return `world-${worlds}`;
};
