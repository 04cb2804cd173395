import { lifecycle } from '@kfunc-census/lifecycle';
import type { ForecastAnswer } from '@kfunc-census/query';
import type { ReportObject, ReportProgram } from '@kfunc-census/report';
import {
  type ForecastObject,
  type ForecastOutcome,
  type ForecastTarget,
  forecast,
  forecastLimits,
  forecastOutcomes,
  type Rung,
} from '@kfunc-census/usage';
import { type Build, fateOf } from '../builds.ts';
import type { FleetKernel } from '../kernels.ts';
import { loaderOf } from './detail.ts';
import { type DayMarks, expectedFrame } from './frame.ts';
import {
  type Asked,
  byText,
  distinct,
  type HeldFleet,
  hostsIn,
  organisationsIn,
  type Row,
  rowsAsked,
} from './rows.ts';

/** What a forecast is asked for: names that go; a kernel by its ids, or by what it offers (`sent`). */
export type ForecastAsked =
  | { readonly remove: readonly string[] }
  | { readonly to: FleetKernel; readonly sent: boolean };

/** An object in one report, with its programs there that are no probes. */
interface Sight {
  readonly row: Row;
  readonly object: ReportObject;
  readonly programs: readonly ReportProgram[];
}

function sightsIn(fleet: HeldFleet, asked: Asked): ReadonlyMap<string, readonly Sight[]> {
  const sights = rowsAsked(fleet, asked)
    .filter(({ late }) => !late)
    .flatMap((row) =>
      row.view.report.objects.map((object) => ({
        row,
        object,
        programs: row.view.report.programs.filter(
          (program) => program.object === object.key && !program.probe,
        ),
      })),
    );
  return Map.groupBy(sights, ({ object }) => object.key);
}

function declarationsOf({ known_by, declares }: ReportObject): ForecastObject['declarations'] {
  if (known_by !== 'externs') return 'dropped';
  return declares.length === 0 ? 'not-recorded' : 'complete';
}

const keyOf = ({ type, name, attach_target }: ReportProgram): string =>
  JSON.stringify([type, name, attach_target]);

/** All that was seen of an object; who has it is counted apart, since it may have no program. */
function objectOf(key: string, sights: readonly Sight[]): ForecastObject {
  const programs = sights.flatMap((sight) => sight.programs);
  const objects = sights.map(({ object }) => object);
  return {
    object: key,
    declares: objects[0]?.declares ?? [],
    declarations: objects[0] === undefined ? 'not-recorded' : declarationsOf(objects[0]),
    linker: 'unknown',
    names: objects.flatMap(({ kfuncs }) =>
      kfuncs.map(({ name, module, status, missing }) => ({
        name,
        module: module ?? '',
        status: status as 'referenced' | 'missing',
        missing: missing ?? '',
      })),
    ),
    programs: programs.map((program) => ({
      program: keyOf(program),
      loader: program.loader?.exe ?? '',
      hosts: [],
      organisations: [],
      kfuncs: program.kfuncs.map(({ name, module, status, guard }) => ({
        name: name ?? '',
        module: module ?? '',
        status: status as Rung,
        guard,
      })),
    })),
  };
}

function targetOf(asked: ForecastAsked): ForecastTarget {
  if ('remove' in asked) return { kind: 'removal', kfuncs: asked.remove };
  const inOrder = asked.to.catalogues.toSorted(
    (a, b) => Number(b.module === 'vmlinux') - Number(a.module === 'vmlinux'),
  );
  return {
    kind: 'catalogues',
    catalogues: inOrder.map(({ module, kfuncs }) => ({
      module,
      entries: kfuncs.map(({ known_by: knownBy, ...entry }) => ({ ...entry, knownBy })),
    })),
    moduleOf: (name) => lifecycle.get(name)?.module?.name,
  };
}

function reachOf(sights: readonly Sight[]) {
  const rows = sights.map(({ row }) => row);
  const programs = sights.flatMap((sight) => sight.programs);
  return {
    programs: distinct(programs, keyOf),
    loaders: distinct(programs, ({ loader }) => loader?.exe),
    hosts: hostsIn(rows),
    organisations: organisationsIn(rows),
  };
}

function programsOf(sights: readonly Sight[]) {
  const programs = new Map(
    sights
      .flatMap((sight) => sight.programs)
      .map(({ type, name, loader }) => {
        const text = loaderOf({
          loader: loader?.exe ?? '',
          version: loader?.package_version ?? '',
        });
        return [name, { type, name, loader: text }] as const;
      }),
  );
  return [...programs.values()].sort((a, b) => byText(a.name, b.name));
}

type Member = ForecastAnswer['classes'][number]['members'][number];

/** What is known of a member of a class without the ids that an answer has. */
export type ExpectedMember = Pick<Member, 'externs' | 'reasons'> & {
  readonly programs: readonly Pick<Member['programs'][number], 'type' | 'name' | 'loader'>[];
};

/** Members without ids, in the order of what they hold: a fleet knows of no other. */
export function inOrder(members: readonly ExpectedMember[]): readonly ExpectedMember[] {
  return members
    .map(({ externs, reasons, programs }) => ({
      externs,
      reasons,
      programs: programs
        .map(({ type, name, loader }) => ({ type, name, loader }))
        .sort((a, b) => byText(a.name, b.name)),
    }))
    .sort((a, b) => byText(JSON.stringify(a), JSON.stringify(b)));
}

/** What a forecast says of a fleet: the judgement of `forecast`, of what was seen, host by host. */
export function expectedForecast(
  fleet: HeldFleet,
  asked: Asked,
  marks: DayMarks,
  wanted: ForecastAsked,
) {
  const sights = sightsIn(fleet, asked);
  const objects = [...sights].map(([key, of]) => objectOf(key, of));
  const judged = forecast(objects, targetOf(wanted), lifecycle);
  const classOf = (outcome: ForecastOutcome) => {
    const own = judged.objects.filter((one) => one.outcome === outcome);
    const of = own.map(({ object }) => sights.get(object) ?? []);
    return {
      outcome,
      objects: own.length,
      programs_without_object: 0,
      reach: reachOf(of.flat()),
      members: inOrder(
        own.map(({ externs, reasons }, at) => ({
          externs: externs.map((extern) =>
            extern.kind === 'unresolved'
              ? {
                  name: extern.name,
                  unresolved: extern.why,
                  fallback: extern.fallback,
                  untold: null,
                }
              : {
                  name: extern.name,
                  unresolved: extern.unresolved ?? null,
                  fallback: null,
                  untold: extern.why,
                },
          ),
          reasons,
          programs: programsOf(of[at] ?? []),
        })),
      ),
      members_truncated: false,
    };
  };
  return {
    ...expectedFrame(fleet, asked, marks),
    all_objects: true,
    classes: forecastOutcomes.map(classOf),
    reasons: judged.reasons.map(({ reason, objects: members }) => ({ reason, members })),
    limits: forecastLimits,
  };
}

/** Whether every call of a build finds a name that links, or can go without. */
function allLink(build: Build, kernel: FleetKernel, without: readonly string[]): boolean {
  const links = (name: string) =>
    !without.includes(name) && fateOf(name, build, kernel) === 'linked';
  return build.programs.every(({ calls }) =>
    calls.every(({ names, optional = false }) => optional || names.some(links)),
  );
}

/** Whether all that a build does was seen on some host, and nothing of it hidden on any. */
function isWhole(build: Build, rows: readonly Row[]): boolean {
  const loaded = rows.flatMap(({ view, late }) => {
    const of = late ? undefined : view.objects.find((one) => one.build === build);
    return of === undefined ? [] : [{ view, programs: of.programs }];
  });
  const hides = loaded.some(({ programs }) =>
    programs.some(({ built, uses }) => built.probe || uses.some(({ how }) => how === 'hidden')),
  );
  return !hides && loaded.some(({ view }) => view.losses.denied === undefined);
}

/**
 * What really becomes of the builds of a fleet, by the names of their programs: whether they link on
 * each kernel that is asked for. A forecast may not know, and must not be wrong. Builds of which a
 * report cannot show everything are left out.
 */
export function trueFates(
  fleet: HeldFleet,
  asked: Asked,
  wanted: ForecastAsked,
): ReadonlyMap<string, 'links' | 'does-not-link'> {
  const fates = new Map<string, 'links' | 'does-not-link'>();
  const rows = rowsAsked(fleet, asked);
  const builds = new Set(rows.flatMap(({ view }) => view.objects.map(({ build }) => build)));
  for (const build of [...builds].filter((one) => isWhole(one, rows))) {
    const on = rows.filter(
      ({ view, late }) => !late && view.objects.some((one) => one.build === build),
    );
    const kernels = 'to' in wanted ? [wanted.to] : on.map(({ view }) => view.kernel);
    const removed = 'to' in wanted ? [] : wanted.remove;
    const links = kernels.every((kernel) => allLink(build, kernel, removed));
    for (const { name } of build.programs) fates.set(name, links ? 'links' : 'does-not-link');
  }
  return fates;
}
