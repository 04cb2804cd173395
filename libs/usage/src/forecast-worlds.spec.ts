/** Forecasts against a loader and a verifier in small: what they say must hold in every such world. */
import { compareCatalogues } from '@kfunc-census/kfunc';
import { lifecycle } from '@kfunc-census/lifecycle';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entry, programOf } from './forecast.spec-helper.ts';
import { forecast } from './forecast.ts';
import {
  type ForecastObject,
  type ForecastProgram,
  type ForecastTarget,
  forecastOutcomes,
} from './forecast-types.ts';

/** Kfuncs by name with their shape; those of a family are named as in the lifecycle data. */
type Kernel = Readonly<Record<string, string>>;

interface Extern {
  readonly declared: string;
  /** Name in the kernel. */
  readonly name: string;
  readonly shape: string;
  readonly weak: boolean;
}

/** A place in a program that calls an extern: after a test for it, or when another is not there. */
interface Use {
  readonly extern: number;
  readonly tested: boolean;
  readonly unless: number | undefined;
}

interface World {
  readonly externs: readonly Extern[];
  readonly programs: readonly (readonly Use[])[];
  readonly linker: 'libbpf' | 'cilium';
  readonly blinded: boolean;
}

const names = ['scx_bpf_dispatch', 'scx_bpf_dsq_insert', 'bpf_throw'] as const;
const shapes = ['()->int', '(int)->int'];

const kernels = fc
  .array(fc.option(fc.constantFrom(...shapes)), {
    minLength: names.length,
    maxLength: names.length,
  })
  .map((found) =>
    Object.fromEntries(names.flatMap((name, at) => (found[at] ? [[name, found[at]]] : []))),
  );

const worlds: fc.Arbitrary<World> = fc
  .record({
    externs: fc.array(
      fc.record({
        name: fc.constantFrom(...names),
        shape: fc.constantFrom(...shapes),
      }),
      { minLength: 1, maxLength: 3 },
    ),
    weak: fc.record({
      scx_bpf_dispatch: fc.boolean(),
      scx_bpf_dsq_insert: fc.boolean(),
      bpf_throw: fc.boolean(),
    }),
    uses: fc.array(
      fc.array(fc.record({ at: fc.nat(2), tested: fc.boolean(), other: fc.option(fc.nat(2)) }), {
        maxLength: 2,
      }),
      { minLength: 1, maxLength: 2 },
    ),
    linker: fc.constantFrom('libbpf', 'cilium'),
    blinded: fc.boolean(),
  })
  .map(({ externs: named, weak, uses, linker, blinded }) => {
    const externs = named.map((each, at) => ({
      ...each,
      declared: `${each.name}___${'abc'[at]}`,
      weak: weak[each.name],
    }));
    const programs = uses.map((program) =>
      allTested(
        externs,
        program.map((use) => useOf(externs, use.at % externs.length, use)),
      ),
    );
    return { linker, blinded, externs, programs };
  });

/** Who tests for a kfunc does so wherever it calls it: what one place tests, no trace tells of another. */
function allTested(externs: readonly { readonly name: string }[], uses: readonly Use[]): Use[] {
  const tested = new Set(uses.flatMap((use) => (use.tested ? [externs[use.extern]?.name] : [])));
  return uses.map((use) => ({ ...use, tested: tested.has(externs[use.extern]?.name) }));
}

/** Only what is weak can be tested for; the alternatives of a call are of its family. */
function useOf(
  externs: readonly { readonly name: string; readonly weak: boolean }[],
  extern: number,
  { tested, other }: { readonly tested: boolean; readonly other: number | null },
): Use {
  const familyOf = (at: number) => lifecycle.familyOf(externs[at]?.name ?? '')?.name;
  const isAlternative =
    other !== null &&
    externs[other]?.weak === true &&
    externs[other]?.name !== externs[extern]?.name &&
    familyOf(other) !== undefined &&
    familyOf(other) === familyOf(extern);
  return {
    extern,
    tested: tested && externs[extern]?.weak === true,
    unless: isAlternative ? other : undefined,
  };
}

/** Which externs link, or undefined when the loader gives up. */
function link({ externs, linker }: World, kernel: Kernel): boolean[] | undefined {
  const linked = externs.map(({ name, shape }) => kernel[name] === shape);
  const refused = externs.some(({ name, weak }, at) => {
    if (linked[at]) return false;
    return !weak || (linker === 'cilium' && kernel[name] !== undefined);
  });
  return refused ? undefined : linked;
}

/** The calls that the verifier comes to; undefined when one of them leads nowhere. */
function callsOf(program: readonly Use[], linked: readonly boolean[]): Use[] | undefined {
  const reached = program.filter(
    ({ extern, tested, unless }) =>
      !(tested && !linked[extern]) && !(unless !== undefined && linked[unless]),
  );
  return reached.every(({ extern }) => linked[extern]) ? reached : undefined;
}

/** What loads on a kernel, or undefined when the object does not. */
function load(world: World, kernel: Kernel) {
  const linked = link(world, kernel);
  if (linked === undefined) return undefined;
  const programs = world.programs.map((program) => callsOf(program, linked));
  return programs.includes(undefined) ? undefined : { linked, programs };
}

/** What the agent sees of it. */
function observe(world: World, kernel: Kernel): ForecastObject | undefined {
  const loaded = load(world, kernel);
  if (loaded === undefined) return undefined;
  const nameOf = (at: number): string => world.externs[at]?.name ?? '';
  const programs = loaded.programs.map((calls = [], at) => {
    const kfuncs = [...new Set(calls.map(({ extern }) => nameOf(extern)))].map((name) => {
      // A test leaves the address, of whichever declaration.
      const own = (world.programs[at] ?? []).filter(
        ({ extern, tested }) => nameOf(extern) === name && tested && loaded.linked[extern],
      );
      const seen = own.length > 0 ? ('tested' as const) : ('not-seen' as const);
      const guard = world.blinded ? ('unknown' as const) : seen;
      return { name, module: 'vmlinux', status: 'called' as const, guard };
    });
    return programOf(kfuncs, { program: `${at}` });
  });
  const called = new Set(programs.flatMap(({ kfuncs }) => kfuncs.map(({ name }) => name)));
  return {
    object: 'o',
    declares: world.externs.map(({ declared, shape }) => ({ name: declared, shape })),
    declarations: 'complete',
    linker: world.linker,
    names: namesOf(world, kernel, loaded.linked, called),
    programs: programs satisfies ForecastProgram[],
  };
}

function namesOf(
  { externs }: World,
  kernel: Kernel,
  linked: readonly boolean[],
  called: ReadonlySet<string>,
): ForecastObject['names'] {
  const rows = externs.map(({ name, declared }, at) => {
    const there = kernel[name] !== undefined;
    if (linked[at]) return { name, module: 'vmlinux', status: 'referenced', missing: '' } as const;
    return there
      ? ({ name, module: 'vmlinux', status: 'missing', missing: 'incompatible' } as const)
      : ({ name: declared, module: '', status: 'missing', missing: 'absent' } as const);
  });
  const linking = new Set(rows.filter((row) => row.missing === '').map(({ name }) => name));
  return rows.filter(
    ({ name, missing }) => !called.has(name) && (missing === '' || !linking.has(name)),
  );
}

/** The same object as two kernels show it. */
function merged(seen: readonly (ForecastObject | undefined)[]): ForecastObject | undefined {
  const objects = seen.filter((each) => each !== undefined);
  const [first] = objects;
  if (first === undefined) return undefined;
  return {
    ...first,
    names: objects.flatMap(({ names: own }) => own),
    programs: objects.flatMap(({ programs }) => programs),
  };
}

/** The kernels that lack these names, and may have those that this one lacks. */
function kernelsWithout(here: Kernel, gone: ReadonlySet<string>): Kernel[] {
  return names.reduce<Kernel[]>(
    (all, name) => {
      if (gone.has(name)) return all;
      const shape = here[name];
      if (shape !== undefined) return all.map((kernel) => ({ ...kernel, [name]: shape }));
      return all.flatMap((kernel) => [
        kernel,
        ...shapes.map((each) => ({ ...kernel, [name]: each })),
      ]);
    },
    [{}],
  );
}

const entriesOf = (kernel: Kernel) =>
  Object.entries(kernel).map(([name, shape]) => entry(name, shape));

/** Outcomes, and how often each was told. */
const tally = () => new Map<string, number>();

/** Checks one forecast against what loads, and counts it. */
function check(
  told: Map<string, number>,
  object: ForecastObject,
  target: ForecastTarget,
  loads: boolean,
): void {
  const outcome = forecast([object], target, lifecycle).objects[0]?.outcome ?? '';
  told.set(outcome, (told.get(outcome) ?? 0) + 1);
  if (outcome === 'does-not-link') expect(loads).toBe(false);
  if (outcome === 'takes-fallback' || outcome === 'links') expect(loads).toBe(true);
}

/** Of each outcome there must have been worlds. */
function expectAll(told: ReadonlyMap<string, number>): void {
  for (const outcome of forecastOutcomes)
    expect([outcome, (told.get(outcome) ?? 0) > 20]).toEqual([outcome, true]);
}

describe('a forecast is what the loader and the verifier then do, wherever it tells', () => {
  it('for catalogues, of an object that two kernels show', () => {
    const told = tally();
    fc.assert(
      fc.property(worlds, kernels, kernels, kernels, (world, here, alsoHere, there) => {
        const object = merged([here, alsoHere].map((kernel) => observe(world, kernel)));
        if (object === undefined) return;
        const catalogues = [{ module: 'vmlinux', entries: entriesOf(there) }];
        const loads = load(world, there) !== undefined;
        check(told, object, { kind: 'catalogues', catalogues }, loads);
      }),
      { numRuns: 8000 },
    );
    expectAll(told);
  });

  it('for changes, of an object on the kernel that changes', () => {
    const told = tally();
    fc.assert(
      fc.property(worlds, kernels, kernels, (world, here, there) => {
        const object = observe(world, here);
        if (object === undefined) return;
        const changes = compareCatalogues(entriesOf(here), entriesOf(there));
        check(told, object, { kind: 'changes', changes }, load(world, there) !== undefined);
      }),
      { numRuns: 8000 },
    );
    expectAll(told);
  });

  it('for a removal, on some kernel without the names that may have more than this one', () => {
    const told = tally();
    fc.assert(
      fc.property(worlds, kernels, fc.subarray([...names]), (world, here, kfuncs) => {
        const object = observe(world, here);
        if (object === undefined) return;
        const kernel = kernelsWithout(here, new Set(kfuncs));
        const loads = kernel.map((each) => load(world, each) !== undefined);
        check(told, object, { kind: 'removal', kfuncs }, loads.includes(true));
      }),
      { numRuns: 8000 },
    );
    expectAll(told);
  });
});
