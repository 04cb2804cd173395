import {
  countDays,
  dayOf,
  shareOf,
  useRungs,
  wilsonInterval,
  zeroBound,
} from '@kfunc-census/usage';
import type {
  AnswerFrame,
  DayAnswer,
  KfuncAnswer,
  KfuncTotals,
  OrganisationShareAnswer,
  PopulationAnswer,
  ProgramAnswer,
  StratumAnswer,
} from './answers.ts';
import type {
  DayState,
  DayUse,
  HostStratum,
  KfuncFigures,
  Population,
  ProgramUse,
  Scope,
  Window,
} from './ports.ts';
import { hostStatement, notes } from './texts.ts';

const orNull = <T>(value: T | undefined): T | null => value ?? null;

function populationAnswer(population: Population): PopulationAnswer {
  return {
    reporting: population.reporting,
    complete: population.complete,
    not_covered: population.reporting - population.complete,
    silent: population.silent,
    late: population.late,
    exposure_unknown: population.exposureUnknown,
    organisations: population.organisations,
    ids_unseen: population.idsUnseen,
    losses: population.losses,
  };
}

/** Organisations with users among those with exposed hosts, with interval or bound. */
export function organisationShare(users: number, exposed: number): OrganisationShareAnswer {
  const interval = users === 0 ? undefined : wilsonInterval(users, exposed);
  const bound = users === 0 ? zeroBound(exposed) : undefined;
  return { users, exposed, interval: orNull(interval), zero_bound: orNull(bound) };
}

/** Figures of a kfunc with shares and bounds. */
export function kfuncAnswer(figures: KfuncFigures): KfuncAnswer {
  const { users, exposed, exposedOrganisations, userOrganisations } = figures;
  shareOf(users, exposed);
  return {
    name: figures.name,
    module: figures.module,
    callable: orNull(figures.callable),
    hosts: { users, exposed, statement: hostStatement(users, exposed, exposedOrganisations) },
    organisations: organisationShare(userOrganisations, exposedOrganisations),
    not_observable: figures.notObservable,
    users_by_rung: figures.usersByRung,
    users_not_covered: figures.usersNotCovered,
    seen_by_rung: figures.seenByRung,
    first_used: orNull(figures.firstUsed),
    last_used: orNull(figures.lastUsed),
  };
}

/** What was seen of a kfunc in the window. */
export function seenAs(figures: KfuncFigures): 'used' | 'unused' | 'not_exposed' {
  if (figures.users + figures.usersNotCovered > 0) return 'used';
  return figures.exposed > 0 ? 'unused' : 'not_exposed';
}

/** How many kfuncs were used, not used, and not exposed in the window; they add up to `known`. */
export function totalsOf(all: readonly KfuncFigures[]): KfuncTotals {
  const count = (kind: string) => all.filter((figures) => seenAs(figures) === kind).length;
  return {
    known: all.length,
    used: count('used'),
    unused: count('unused'),
    not_exposed: count('not_exposed'),
  };
}

/** A program of an answer; null where it has no attach target or no known loader. */
export function programAnswer(use: ProgramUse): ProgramAnswer {
  return {
    program: use.program,
    type: use.type,
    name: use.name,
    attach_target: use.attachTarget === '' ? null : use.attachTarget,
    loader: use.loader === '' ? null : use.loader,
    rung: use.rung,
    guard: use.guard,
    probe: use.probe,
    hosts: use.hosts,
  };
}

/** A day of a series. */
export function dayAnswer(use: DayUse, { days }: Asked): DayAnswer {
  const { day, reporting, exposed, users } = use;
  const state = days.find((one) => one.day === day);
  const { complete = false, version = 1 } = state ?? {};
  return { day, complete, version, reporting, exposed, users };
}

function stratumAnswer({ line, release, distro, arch }: HostStratum): StratumAnswer {
  return {
    line: orNull(line),
    release: orNull(release),
    distro: orNull(distro),
    arch: orNull(arch),
  };
}

/** What a question resolved to. */
export interface Asked {
  readonly scope: Scope;
  readonly window: Window;
  readonly stratum: HostStratum;
  /** Unix milliseconds. */
  readonly now: number;
  /** Of every day of the window, as it was before the figures were read. */
  readonly days: readonly DayState[];
}

function notesOf({ window, stratum, now, days }: Asked): readonly string[] {
  return [
    notes.exposed,
    notes.users,
    notes.notCovered,
    notes.organisations,
    notes.unseen,
    ...(window.to < dayOf(now) ? [] : [notes.today]),
    ...(days.every(({ complete, day }) => complete || day >= dayOf(now)) ? [] : [notes.openDays]),
    ...(Object.keys(stratum).length === 0 ? [] : [notes.strata]),
  ];
}

/** What every answer carries. */
export function frame<Q>(question: Q, asked: Asked, population: Population): AnswerFrame<Q> {
  const { from, to } = asked.window;
  return {
    question,
    generated_at: new Date(asked.now).toISOString(),
    organisation: orNull(asked.scope.organisation),
    window: {
      from,
      to,
      days: countDays({ from, to }),
      complete: asked.days.every(({ complete }) => complete),
      open_days: asked.days.filter(({ complete }) => !complete).map(({ day }) => day),
      reopened_days: asked.days
        .filter(({ version }) => version > 1)
        .map(({ day, version }) => ({ day, version })),
    },
    stratum: stratumAnswer(asked.stratum),
    use_rungs: useRungs,
    population: populationAnswer(population),
    notes: notesOf(asked),
  };
}
