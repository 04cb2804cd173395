import {
  type CatalogueLine,
  catalogueId,
  type HostLine,
  type LossReason,
  type Report,
  type ReportProgram,
  type SetLine,
  toCatalogueLine,
  toMessageLines,
} from '@kfunc-census/report';
import { idOf } from '../builders.ts';
import {
  type Build,
  type BuiltProgram,
  type LoadedBuild,
  load,
  reportedObject,
  reportedPrograms,
  type Use,
} from './builds.ts';
import type { FleetKernel } from './kernels.ts';

/**
 * What a host's agent gets to read: all; half of its programs (`denied`); all of what it saw, while
 * programs came and went (`churn`); no call target. All but the first are the losses of that name.
 */
export const sights = ['full', 'denied', 'churn', 'targets_hidden'] as const;
/** One of `sights`. */
export type Sight = (typeof sights)[number];

/** A program of a view. */
export interface SeenProgram {
  /** What was built: tells programs apart over all kernels. */
  readonly built: BuiltProgram;
  readonly build: Build;
  readonly probe: boolean;
  readonly uses: readonly Use[];
}

/** What one kernel with its builds shows to an agent of one sight: hosts of one image share it. */
export interface View {
  readonly kernel: FleetKernel;
  readonly complete: boolean;
  /** Losses that this sight makes in every scan, by reason. */
  readonly losses: Readonly<Partial<Record<LossReason, number>>>;
  /** Programs whose kfuncs were seen: the truth of these, without what nothing can show. */
  readonly seen: readonly SeenProgram[];
  /** Builds whose object was seen with what its programs call. */
  readonly objects: readonly LoadedBuild[];
  /** Kfuncs that some program calls and nothing shows: the host is not covered for these. */
  readonly notObservable: readonly string[];
  /** Builds that are installed and do not load on this kernel. */
  readonly refused: readonly Build[];
  /** A report of such a host; what is particular to a host is blank. */
  readonly report: Report;
  /** The lines of that report, as the gateway makes them. */
  readonly host: HostLine;
  readonly set: SetLine;
}

const blank = '0'.repeat(32);

/** How many of a list a denied agent gets to read. */
const half = (list: readonly unknown[]): number => Math.ceil(list.length / 2);

/** Lines of catalogues that the census gets of a kernel. */
export function catalogueLines({ catalogues }: FleetKernel): readonly CatalogueLine[] {
  return catalogues.map(toCatalogueLine);
}

function shown(loaded: readonly LoadedBuild[], sight: Sight): readonly SeenProgram[] {
  const programs = loaded.flatMap(({ build, programs: of }) =>
    of.map(({ built, uses }) => ({
      built,
      build,
      probe: built.probe ?? false,
      uses: uses.filter(({ how }) => how !== 'hidden'),
    })),
  );
  if (sight === 'targets_hidden') return [];
  return sight === 'denied' ? programs.slice(0, half(programs)) : programs;
}

const unresolved = (program: ReportProgram): ReportProgram => ({
  ...program,
  kfuncs:
    program.kfuncs.length === 0
      ? []
      : [{ name: null, module: null, status: 'unresolved', guard: 'unknown', sites: 1 }],
});

function programsIn(loaded: readonly LoadedBuild[], sight: Sight): readonly ReportProgram[] {
  const programs = loaded.flatMap(reportedPrograms);
  if (sight === 'targets_hidden') return programs.map(unresolved);
  return sight === 'denied' ? programs.slice(0, half(programs)) : programs;
}

function totalsOf(programs: readonly ReportProgram[]): Report['totals'] {
  return [...Map.groupBy(programs, ({ type }) => type)].map(([type, of]) => ({
    type,
    loaded: of.length,
    with_kfuncs: of.filter(({ kfuncs }) => kfuncs.length > 0).length,
  }));
}

/** Builds of which some program was read: their objects are known then. */
function readBuilds(loaded: readonly LoadedBuild[], sight: Sight): readonly LoadedBuild[] {
  const total = half(loaded.flatMap(({ programs }) => programs));
  let before = 0;
  return loaded.filter(({ programs }) => {
    const isRead = sight !== 'denied' || before < total;
    before += programs.length;
    return isRead && programs.length > 0;
  });
}

function objectsIn(
  read: readonly LoadedBuild[],
  sight: Sight,
  kernel: FleetKernel,
): Report['objects'] {
  const objects = read.map((one) => reportedObject(one, kernel));
  // Which of its names are called cannot be told where no target can be read.
  return sight === 'targets_hidden' ? objects.map((one) => ({ ...one, kfuncs: [] })) : objects;
}

function blankReport(kernel: FleetKernel): Report {
  const { release, arch, distro, catalogues, withheld } = kernel;
  return {
    schema: 'kfunc-census/report/v1',
    host_id: blank,
    boot_id: blank,
    seq: 1,
    collected_at: new Date(0).toISOString(),
    uptime_s: 0,
    agent: {
      version: '0.1.0',
      config_digest: idOf('fleet config'),
      lifecycle: '7.3',
      scan_interval_s: 86_400,
    },
    kernel: {
      release,
      arch,
      distro,
      catalogues: [...catalogues, ...withheld].map((catalogue) => ({
        module: catalogue.module,
        id: catalogueId(catalogue),
      })),
      installable: [],
    },
    coverage: {
      complete: true,
      programs_loaded: 0,
      programs_read: 0,
      ids_unseen: 0,
      not_observable: [],
      losses: [],
    },
    totals: [],
    objects: [],
    programs: [],
  };
}

/** What a host with this kernel and these builds shows. */
export function createView(kernel: FleetKernel, builds: readonly Build[], sight: Sight): View {
  const found = builds.map((build) => ({ build, loaded: load(build, kernel) }));
  const loaded = found.flatMap((one) => one.loaded ?? []);
  const programs = programsIn(loaded, sight);
  const read = readBuilds(loaded, sight);
  const all = loaded.flatMap((one) => one.programs);
  const hiddenIn = (name: string) =>
    all.filter(({ uses }) => uses.some(({ kfunc, how }) => kfunc === name && how === 'hidden'));
  const names = all.flatMap(({ uses }) => uses.filter(({ how }) => how === 'hidden'));
  const notObservable = [...new Set(names.map(({ kfunc }) => kfunc))].sort();
  const unread = all.length - (sight === 'denied' ? programs.length : all.length);
  const complete = sight === 'full';
  const losses = complete ? {} : { [sight]: Math.max(1, unread) };
  const outline = blankReport(kernel);
  const report: Report = {
    ...outline,
    coverage: {
      ...outline.coverage,
      complete,
      programs_loaded: all.length,
      programs_read: all.length - unread,
      not_observable: notObservable.map((name) => ({ name, programs: hiddenIn(name).length })),
    },
    totals: totalsOf(loaded.flatMap(reportedPrograms)),
    objects: objectsIn(read, sight, kernel),
    programs: [...programs],
  };
  const receipt = { organisation: '', receivedAt: 0, ageSeconds: 0 };
  return {
    kernel,
    complete,
    losses,
    seen: shown(loaded, sight),
    objects: sight === 'targets_hidden' ? [] : read,
    notObservable,
    refused: found.filter((one) => one.loaded === undefined).map(({ build }) => build),
    report,
    ...toMessageLines(report, receipt),
  };
}
