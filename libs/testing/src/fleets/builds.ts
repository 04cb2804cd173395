import { lifecycle, type Version } from '@kfunc-census/lifecycle';
import type { ProgramKfunc, ReportObject, ReportProgram } from '@kfunc-census/report';
import { idOf } from '../builders.ts';
import { type FleetKernel, shapeAt } from './kernels.ts';

/** A call as its author wrote it. */
export interface Call {
  /** Names in the order in which the program tries them; one that links is called. */
  readonly names: readonly string[];
  /** The program goes on without it. Default false: where no name links, nothing of the build loads. */
  readonly optional?: boolean;
}

/** A program of a build. */
export interface BuiltProgram {
  readonly type: string;
  readonly name: string;
  readonly calls: readonly Call[];
  /** Kernel function it attaches to; it loads nowhere else. */
  readonly attachTarget?: string;
  /** Has line info, which shows calls that the verifier replaced. Default true. */
  readonly lineInfo?: boolean;
  /** A feature probe of its loader. Default false. */
  readonly probe?: boolean;
}

/** What somebody built: one object, and the loader that brings it. */
export interface Build {
  readonly loader: string;
  readonly version: string;
  /** Line against whose headers it was built: decides the shapes that it declares. */
  readonly line: Version;
  readonly programs: readonly BuiltProgram[];
  /** Declared, and called by none of its programs. */
  readonly spare?: readonly string[];
  /** Its BTF keeps the externs. Default true; without them nothing is known of what it declares. */
  readonly externs?: boolean;
}

/** One kfunc in one loaded program: the truth, whether it can be seen or not. */
export interface Use {
  readonly kfunc: string;
  readonly module: string;
  /** `hidden`: inlined, and no line tells. */
  readonly how: 'called' | 'inlined' | 'hidden' | 'attached-to';
  /** The program tests for it. */
  readonly tested: boolean;
}

/** A program as it is loaded on one kernel. */
export interface LoadedProgram {
  readonly built: BuiltProgram;
  readonly uses: readonly Use[];
}

/** A build as it is loaded on one kernel. */
export interface LoadedBuild {
  readonly build: Build;
  readonly programs: readonly LoadedProgram[];
}

/** All names that a build carries, sorted. */
export function carriedNames({ programs, spare = [] }: Build): readonly string[] {
  const called = programs.flatMap(({ calls }) => calls.flatMap(({ names }) => names));
  return [...new Set([...called, ...spare])].sort();
}

/** How a name of a build ends up on a kernel. */
export function fateOf(
  name: string,
  { line }: Build,
  kernel: FleetKernel,
): 'linked' | 'absent' | 'incompatible' {
  const offer = kernel.offers.get(name);
  if (offer === undefined || !offer.callable) return 'absent';
  return offer.shape === shapeAt(name, line) ? 'linked' : 'incompatible';
}

function howCalled(name: string, { type, lineInfo = true }: BuiltProgram, kernel: FleetKernel) {
  const reason = lifecycle.notMeasurableOn(name, kernel.line);
  const inlined =
    reason?.why === 'inlined' ||
    (reason?.why === 'inlined-in-some-programs' && reason.programTypes?.includes(type) === true);
  if (!inlined) return 'called';
  return lineInfo ? 'inlined' : 'hidden';
}

/** What the calls of a program become; undefined when it does not load. */
function usesOf(
  built: BuiltProgram,
  build: Build,
  kernel: FleetKernel,
): readonly Use[] | undefined {
  const uses = new Map<string, Use>();
  const target = built.attachTarget ?? '';
  const attached = kernel.offers.get(target);
  if (target !== '' && attached?.symbol !== true) return undefined;
  if (attached !== undefined)
    uses.set(` ${target}`, {
      kfunc: target,
      module: attached.module,
      how: 'attached-to',
      tested: false,
    });
  for (const { names, optional = false } of built.calls) {
    const kfunc = names.find((name) => fateOf(name, build, kernel) === 'linked');
    if (kfunc === undefined && !optional) return undefined;
    if (kfunc === undefined || uses.has(kfunc)) continue;
    const module = kernel.offers.get(kfunc)?.module ?? '';
    const tested = optional || names.indexOf(kfunc) < names.length - 1;
    uses.set(kfunc, { kfunc, module, how: howCalled(kfunc, built, kernel), tested });
  }
  return [...uses.values()];
}

/** A build on a kernel; undefined where it does not load: one unresolved extern blocks the whole object. */
export function load(build: Build, kernel: FleetKernel): LoadedBuild | undefined {
  const programs: LoadedProgram[] = [];
  for (const built of build.programs) {
    const uses = usesOf(built, build, kernel);
    if (uses === undefined) return undefined;
    programs.push({ built, uses });
  }
  return { build, programs };
}

const objectKey = (build: Build): string => idOf('fleet object', build);

function evidence({ kfunc, module, how, tested }: Use): ProgramKfunc[] {
  if (how === 'hidden') return [];
  const guard = tested ? 'tested' : 'not-seen';
  return [{ name: kfunc, module, status: how, guard, sites: how === 'called' ? 1 : 0 }];
}

/** The programs of a loaded build as an agent reports them. */
export function reportedPrograms({ build, programs }: LoadedBuild): readonly ReportProgram[] {
  const { loader: exe, version } = build;
  return programs.map(({ built, uses }) => ({
    type: built.type,
    attach_target: built.attachTarget ?? null,
    name: built.name,
    object: objectKey(build),
    attached: built.probe ? 'no-link-seen' : 'yes',
    probe: built.probe ?? false,
    attach_type: null,
    held_by: [],
    loader: { exe, package: exe, package_version: version, unit: null, container: null },
    source: null,
    run: null,
    instances: 1,
    kfuncs: uses.flatMap(evidence),
  }));
}

/** The object of a loaded build as an agent reports it. */
export function reportedObject(
  { build, programs }: LoadedBuild,
  kernel: FleetKernel,
): ReportObject {
  const key = objectKey(build);
  if (build.externs === false) return { key, known_by: 'functions', declares: [], kfuncs: [] };
  const names = carriedNames(build);
  const seen = new Set(
    programs.flatMap(({ uses }) =>
      uses.filter(({ how }) => how !== 'hidden' && how !== 'attached-to'),
    ),
  );
  const called = new Set([...seen].map(({ kfunc }) => kfunc));
  return {
    key,
    known_by: 'externs',
    declares: names.map((name) => ({ name, shape: shapeAt(name, build.line) })),
    kfuncs: names
      .filter((name) => !called.has(name))
      .map((name) => {
        const fate = fateOf(name, build, kernel);
        if (fate === 'linked')
          return {
            name,
            module: kernel.offers.get(name)?.module ?? '',
            status: 'referenced',
            missing: null,
          };
        const module = fate === 'absent' ? null : (kernel.offers.get(name)?.module ?? null);
        return { name, module, status: 'missing', missing: fate };
      }),
  };
}
