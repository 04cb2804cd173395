import type {
  DayState,
  KernelUse,
  Kfunc,
  KfuncFigures,
  Population,
  ProgramUse,
  StratumUse,
  UsersByRung,
  Window,
} from '@kfunc-census/query';
import { daysOf, type Rung, rungs } from '@kfunc-census/usage';

// Rows as the queries of `queries/` give them; none leaves this package.

/** Hosts and organisations of the window, by kfunc; rungs without hosts are not in the maps. */
export interface FigureRow {
  readonly kfunc: string;
  readonly module: string;
  readonly exposed: number;
  readonly exposed_organisations: number;
  readonly not_observable: number;
  readonly users: number;
  readonly user_organisations: number;
  readonly users_not_covered: number;
  readonly users_by_rung: Readonly<Record<string, number>>;
  readonly seen_by_rung: Readonly<Record<string, number>>;
}
/**
 * kfunc-usage.sql, kfunc-figures.sql: hosts and organisations of the window; by rung in the order of
 * `rungs`, and none where no host showed the kfunc.
 */
export interface UsageRow {
  readonly exposed_hosts: number;
  readonly exposed_organisations: number;
  readonly not_observable: number;
  readonly users: number;
  readonly user_organisations: number;
  readonly users_not_covered: number;
  readonly users_by_rung: readonly number[];
  readonly seen_by_rung: readonly number[];
}
/** kfunc-names.sql: `callable` is null when no catalogue in reach names it; days are UTC, null when it was never used. */
export interface NameRow {
  readonly kfunc: string;
  readonly module: string;
  readonly callable: 0 | 1 | null;
  readonly first_used: string | null;
  readonly last_used: string | null;
}
/** population.sql: hosts of the window; `silent` reported in the 28 days before it only. */
export interface PopulationRow {
  readonly reporting: number;
  readonly complete: number;
  readonly silent: number;
  readonly late: number;
  readonly exposure_unknown: number;
  readonly organisations: number;
}
/** losses.sql: `times` since boot, summed over `hosts`; the reason '' is that of ids that came and went unseen. */
export interface LossRow {
  readonly reason: string;
  readonly hosts: number;
  readonly times: number;
}
/** programs.sql: `program` in hex; '' where there is no attach target or no loader. */
export interface ProgramRow {
  readonly program: string;
  readonly type: string;
  readonly name: string;
  readonly attach_target: string;
  readonly loader: string;
  readonly rung: Rung;
  readonly guard: string;
  readonly probe: 0 | 1;
  readonly hosts: number;
}

/** strata.sql; `value` is one text, or release, architecture and distribution of a kernel. */
export interface StratumRow {
  readonly value: readonly string[];
  readonly reporting: number;
  readonly exposed: number;
  readonly users: number;
  readonly exposed_organisations: number;
  readonly user_organisations: number;
  readonly not_observable: number;
}

/** closed-days.sql. */
export interface ClosedRow {
  readonly through: string | null;
}
/** reopened-days.sql. */
export interface ReopenedRow {
  readonly day: string;
  readonly reopened: number;
}

/** Every rung by name; what the store does not list is a true zero: no host shows it. */
function byRung(counts: Readonly<Record<string, number>>): UsersByRung {
  const entries = rungs.map((rung) => [rung, counts[rung] ?? 0] as const);
  return Object.fromEntries(entries) as Record<Rung, number>;
}

function figuresOf(name: NameRow, row: FigureRow | undefined): KfuncFigures {
  return {
    name: name.kfunc,
    module: name.module,
    callable: name.callable === null ? undefined : name.callable === 1,
    exposed: row?.exposed ?? 0,
    exposedOrganisations: row?.exposed_organisations ?? 0,
    notObservable: row?.not_observable ?? 0,
    users: row?.users ?? 0,
    userOrganisations: row?.user_organisations ?? 0,
    usersByRung: byRung(row?.users_by_rung ?? {}),
    usersNotCovered: row?.users_not_covered ?? 0,
    seenByRung: byRung(row?.seen_by_rung ?? {}),
    firstUsed: name.first_used ?? undefined,
    lastUsed: name.last_used ?? undefined,
  };
}

const rungCounts = (counts: readonly number[]): Readonly<Record<string, number>> =>
  Object.fromEntries(rungs.map((rung, index) => [rung, counts[index] ?? 0]));

/** Figures of one kfunc as a row of the list. */
export function figureRow(kfunc: Kfunc, row: UsageRow): FigureRow {
  const { exposed_hosts: exposed, users_by_rung, seen_by_rung, ...rest } = row;
  return {
    ...rest,
    kfunc: kfunc.name,
    module: kfunc.module,
    exposed,
    users_by_rung: rungCounts(users_by_rung),
    seen_by_rung: rungCounts(seen_by_rung),
  };
}

const keyOf = (row: { readonly kfunc: string; readonly module: string }): string =>
  `${row.kfunc}\n${row.module}`;

/** Figures of every name in reach; a name without figures was neither offered nor held in the window. */
export function mergeFigures(
  names: readonly NameRow[],
  figures: readonly FigureRow[],
): readonly KfuncFigures[] {
  const byKey = new Map(figures.map((row) => [keyOf(row), row]));
  return names.map((name) => figuresOf(name, byKey.get(keyOf(name))));
}

/** The population with its losses; the loss '' is the count of programs that went unseen. */
export function populationOf(row: PopulationRow, losses: readonly LossRow[]): Population {
  return {
    reporting: row.reporting,
    complete: row.complete,
    silent: row.silent,
    late: row.late,
    exposureUnknown: row.exposure_unknown,
    organisations: row.organisations,
    idsUnseen: losses.find((loss) => loss.reason === '')?.times ?? 0,
    losses: losses
      .filter((loss) => loss.reason !== '')
      .map(({ reason, hosts, times }) => ({ reason, hosts, count: times })),
  };
}

/** A program as the questions know it. */
export function programOf(row: ProgramRow): ProgramUse {
  return {
    program: row.program,
    type: row.type,
    name: row.name,
    attachTarget: row.attach_target,
    loader: row.loader,
    rung: row.rung,
    guard: row.guard,
    probe: row.probe === 1,
    hosts: row.hosts,
  };
}

/** A kernel as the questions know it. */
export function kernelOf({ value, reporting, exposed, users }: StratumRow): KernelUse {
  const [release = '', arch = '', distro = ''] = value;
  return { release, arch, distro, reporting, exposed, users };
}

/** A value of a dimension of one column. */
export function stratumOf(row: StratumRow): StratumUse {
  return {
    value: row.value[0] ?? '',
    reporting: row.reporting,
    exposed: row.exposed,
    users: row.users,
    exposedOrganisations: row.exposed_organisations,
    userOrganisations: row.user_organisations,
    notObservable: row.not_observable,
  };
}

/** The state of every day of a window. */
export function dayStates(
  window: Window,
  { through }: ClosedRow,
  reopened: readonly ReopenedRow[],
): readonly DayState[] {
  const times = new Map(reopened.map((row) => [row.day, row.reopened]));
  return daysOf(window).map((day) => ({
    day,
    complete: through !== null && day <= through,
    version: 1 + (times.get(day) ?? 0),
  }));
}
