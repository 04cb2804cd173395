import type { DayLine } from '@kfunc-census/ingest';
import type {
  DayState,
  DayUse,
  HostStratum,
  KernelUse,
  Kfunc,
  Population,
  ProgramUse,
  Scope,
  UsageReader,
  Window,
} from '@kfunc-census/query';
import type { HostLine } from '@kfunc-census/report';
import type { Rung } from '@kfunc-census/usage';
import type { World } from './builders.ts';
import { createMemoryPublicWeeks } from './fakes/memory-public-weeks.ts';
import {
  catalogueOf,
  cataloguesOf,
  kernelsInReach,
  objectsOf,
  reachOf,
  tagsOf,
} from './oracle-content.ts';
import {
  byText,
  dayOf,
  type Facts,
  factsOf,
  figuresOf,
  hostDay,
  hostKey,
  hostsOf,
  inStratum,
  isComplete,
  limitedTo,
  linesOf,
  namesOf,
  organisationsOf,
  shifted,
  within,
  without,
} from './oracle-facts.ts';
import { carriersOf, familyFiguresOf, migrationByDayOf, migrationOf } from './oracle-family.ts';
import { statementOracle } from './oracle-statements.ts';
import { coUseOf, formerUseOf, strataOf, usesByOf } from './oracle-strata.ts';

/** Counters are cumulative since boot: of each boot the largest counts. */
function countersOf(lines: readonly HostLine[]): Pick<Population, 'idsUnseen' | 'losses'> {
  const boots = [...Map.groupBy(lines, (line) => `${hostKey(line)} ${line.boot}`).values()];
  const losses = boots.flatMap((of) => {
    const reasons = new Set(of.flatMap((line) => Object.keys(line.losses)));
    return [...reasons].map((reason) => ({
      host: of[0] && hostKey(of[0]),
      reason,
      count: Math.max(...of.map((line) => line.losses[reason] ?? 0)),
    }));
  });
  const seen = losses.filter(({ count }) => count > 0);
  return {
    idsUnseen: boots.reduce((sum, of) => sum + Math.max(...of.map((line) => line.ids_unseen)), 0),
    losses: [...Map.groupBy(seen, ({ reason }) => reason)].map(([reason, of]) => ({
      reason,
      hosts: new Set(of.map(({ host }) => host)).size,
      count: of.reduce((sum, { count }) => sum + count, 0),
    })),
  };
}

function populationOf(
  facts: Facts,
  scope: Scope,
  window: Window,
  stratum: HostStratum,
): Population {
  const all = linesOf(facts, scope);
  const reported = all.filter((line) => within(line, window));
  const lines = reported.filter((line) => inStratum(line, stratum));
  const before = { from: shifted(window.from, -28), to: shifted(window.from, -1) };
  const earlier = all.filter((line) => within(line, before) && inStratum(line, stratum));
  const days = new Set(lines.map(hostDay));
  const lacking = (line: HostLine) => line.catalogues.some((id) => !facts.catalogues.has(id));
  const inTime = lines.filter(({ late }) => late === 0);
  return {
    reporting: hostsOf(lines).size,
    complete: hostsOf(lines.filter(isComplete)).size,
    silent: without(hostsOf(earlier), hostsOf(reported)),
    late: without(hostsOf(lines), hostsOf(inTime)),
    exposureUnknown: hostsOf(lines.filter((line) => isComplete(line) && lacking(line))).size,
    organisations: organisationsOf(lines).size,
    ...countersOf(reported.filter((line) => days.has(hostDay(line)))),
  };
}

/** What the programs of one line show of a kfunc. */
function usesOf(facts: Facts, line: HostLine, kfunc: Kfunc): readonly Omit<ProgramUse, 'hosts'>[] {
  return (facts.sets.get(line.set)?.programs ?? []).flatMap((program) =>
    program.kfuncs
      .filter(({ name, module }) => name === kfunc.name && module === kfunc.module)
      .map(({ status, guard }) => ({
        program: program.program,
        type: program.type,
        name: program.name,
        attachTarget: program.attach_target,
        loader: program.loader,
        rung: status as Rung,
        guard,
        probe: program.probe === 1,
      })),
  );
}

function programsOf(facts: Facts, lines: readonly HostLine[], kfunc: Kfunc): readonly ProgramUse[] {
  const shown = lines
    .filter(({ late }) => late === 0)
    .flatMap((line) => usesOf(facts, line, kfunc).map((use) => ({ host: hostKey(line), use })));
  return [...Map.groupBy(shown, ({ use }) => JSON.stringify(use))]
    .map(([use, of]) => ({
      ...(JSON.parse(use) as Omit<ProgramUse, 'hosts'>),
      hosts: new Set(of.map(({ host }) => host)).size,
    }))
    .sort((a, b) => b.hosts - a.hosts);
}

function kernelsOf(facts: Facts, lines: readonly HostLine[], kfunc: Kfunc): readonly KernelUse[] {
  const kernels = Map.groupBy(lines, ({ release, arch, distro }) =>
    JSON.stringify({ release, arch, distro }),
  );
  return [...kernels].map(([kernel, of]) => {
    const { exposed, users } = figuresOf(facts, kfunc, of, of);
    const named = JSON.parse(kernel) as Pick<KernelUse, 'release' | 'arch' | 'distro'>;
    return { ...named, reporting: hostsOf(of).size, exposed, users };
  });
}

function seriesOf(
  facts: Facts,
  all: readonly HostLine[],
  { from, to }: Window,
  kfunc: Kfunc,
): readonly DayUse[] {
  const days: string[] = [];
  for (let day = from; day <= to; day = shifted(day, 1)) days.push(day);
  return days.map((day) => {
    const lines = all.filter((line) => dayOf(line) === day);
    const { exposed, users } = figuresOf(facts, kfunc, lines, lines);
    return { day, exposed, users, reporting: hostsOf(lines).size };
  });
}

/** Days without a mark, while another queue has some, after which a queue is in use no more. */
const daysInUse = 7;

/**
 * Whether a day is over: some queue passed it, or a later one, in all partitions; and so did each one
 * that is in use, has a name, and has a mark of that day or before.
 */
function overIn(lines: readonly DayLine[]): (day: string) => boolean {
  const closed = lines.filter((line) => line.kind === 'closed');
  const marksOf = Map.groupBy(closed, ({ queue = '' }) => queue);
  const queues = [...marksOf].map(([name, marks]) => {
    const passed = [...Map.groupBy(marks, ({ day }) => day)].filter(([, same]) => {
      const partitions = new Set(same.map(({ partition }) => partition));
      return partitions.size >= Math.max(...same.map((mark) => mark.partitions));
    });
    const days = marks.map(({ day }) => day).toSorted();
    return {
      name,
      first: days[0] ?? '',
      last: days.at(-1) ?? '',
      passed: passed.map(([day]) => day),
    };
  });
  const named = queues.filter(({ name }) => name !== '');
  const newest = named
    .map(({ last }) => last)
    .toSorted()
    .at(-1);
  const inUse = named.filter(({ last }) => shifted(last, daysInUse) > (newest ?? ''));
  return (day) => {
    const through = ({ passed }: { passed: readonly string[] }) => passed.some((one) => one >= day);
    return queues.some(through) && inUse.every((one) => one.first > day || through(one));
  };
}

function daysOf(lines: readonly DayLine[], { organisation }: Scope, window: Window): DayState[] {
  const over = overIn(lines);
  const states: DayState[] = [];
  for (let day = window.from; day <= window.to; day = shifted(day, 1)) {
    const letters = lines.flatMap((line) =>
      line.kind === 'reopened' && line.day === day && (organisation ?? line.org) === line.org
        ? [`${line.org} ${line.letter}`]
        : [],
    );
    states.push({
      day,
      complete: over(day),
      version: 1 + new Set(letters).size,
    });
  }
  return states;
}

/**
 * The questions of UsageReader answered from the lines alone, by plain loops in the words of
 * docs/architecture.md: what the store must give, however it is built.
 */
export function createUsageOracle(world: World): UsageReader {
  const facts = factsOf(world);
  const linesIn = (scope: Scope, window: Window, stratum: HostStratum) =>
    linesOf(facts, scope).filter((line) => within(line, window) && inStratum(line, stratum));
  const kfuncs = (scope: Scope, window: Window, stratum: HostStratum, named?: string) => {
    const all = linesOf(facts, scope);
    const lines = linesIn(scope, window, stratum);
    return namesOf(facts, all)
      .filter(({ name }) => name === (named ?? name))
      .map((kfunc) => figuresOf(facts, kfunc, all, lines));
  };
  return {
    population: async (scope, window, stratum) => populationOf(facts, scope, window, stratum),
    kfuncs: async (scope, window, stratum) => kfuncs(scope, window, stratum),
    names: async (scope) => {
      const found = namesOf(facts, linesOf(facts, scope)).map(({ name }) => name);
      return [...new Set(found)].sort(byText);
    },
    kfunc: async (scope, window, stratum, name) => kfuncs(scope, window, stratum, name),
    programs: async (scope, window, stratum, kfunc, limit) =>
      programsOf(facts, linesIn(scope, window, stratum), kfunc).slice(0, limit),
    kernels: async (scope, window, { name, module }) =>
      kernelsOf(facts, linesIn(scope, window, {}), { name, module }),
    series: async (scope, window, stratum, { name, module }) =>
      seriesOf(facts, linesIn(scope, window, stratum), window, { name, module }),
    strata: async (scope, window, stratum, kfunc, dimension) =>
      strataOf(facts, linesIn(scope, window, stratum), kfunc, dimension),
    usesBy: async (scope, window, stratum, kfunc, dimension, limit) =>
      limitedTo(usesByOf(facts, linesIn(scope, window, stratum), kfunc, dimension), limit),
    coUse: async (scope, window, stratum, kfunc, limit) =>
      limitedTo(coUseOf(facts, linesIn(scope, window, stratum), kfunc), limit),
    formerUse: async (scope, window, stratum, kfunc, since) =>
      formerUseOf(facts, linesIn(scope, window, stratum), kfunc, since),
    familyFigures: async (scope, window, stratum, names) =>
      familyFiguresOf(facts, linesIn(scope, window, stratum), names),
    carriers: async (scope, window, stratum, names, limit) =>
      limitedTo(carriersOf(facts, linesIn(scope, window, stratum), names), limit),
    migration: async (scope, window, stratum, succession) =>
      migrationOf(facts, linesIn(scope, window, stratum), succession),
    migrationByDay: async (scope, window, stratum, succession) =>
      migrationByDayOf(facts, linesIn(scope, window, stratum), window, succession),
    objects: async (scope, window, stratum, limit) =>
      limitedTo(objectsOf(facts, linesIn(scope, window, stratum)), limit),
    reachOf: async (scope, window, stratum, members) =>
      reachOf(facts, linesIn(scope, window, stratum), members),
    kernelsInReach: async (scope) => kernelsInReach(linesOf(facts, scope)),
    catalogues: async (scope) => cataloguesOf(facts, linesOf(facts, scope)),
    catalogue: async (scope, id) => catalogueOf(facts, linesOf(facts, scope), id),
    tagsOf: async (scope, name) => tagsOf(facts, linesOf(facts, scope), name),
    ...statementOracle(world.statements ?? []),
    // What was published is no line of a report.
    ...createMemoryPublicWeeks(),
    days: async (scope, window) => daysOf(world.days ?? [], scope, window),
    ready: async () => true,
    close: async () => undefined,
  };
}
