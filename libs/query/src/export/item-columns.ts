import { rungs } from '@kfunc-census/usage';
import type { AnswerFrame, DayAnswer, KfuncAnswer, ProgramAnswer } from '../answers.ts';
import type { CatalogueEntry, CatalogueSummary } from '../content-port.ts';
import type { ListedKfunc } from '../list/answers.ts';
import type { HostDimension, StratumUse } from '../strata-port.ts';
import { organisationShare } from '../to-answer.ts';
import { type Column, count, day, flag, share, text } from './columns.ts';

/** What every row carries: when and of whom it was asked, over which days, and who reported. */
export const frameColumns: readonly Column<AnswerFrame<unknown>>[] = [
  text('generated_at', (frame) => frame.generated_at),
  text('organisation', (frame) => frame.organisation),
  day('window_from', ({ window }) => window.from),
  day('window_to', ({ window }) => window.to),
  flag('window_complete', ({ window }) => window.complete),
  text('open_days', ({ window }) => window.open_days.join(' ')),
  text('reopened_days', ({ window }) =>
    window.reopened_days.map((each) => `${each.day}:${each.version}`).join(' '),
  ),
  text('only_line', ({ stratum }) => stratum.line),
  text('only_release', ({ stratum }) => stratum.release),
  text('only_distro', ({ stratum }) => stratum.distro),
  text('only_arch', ({ stratum }) => stratum.arch),
  text('use_rungs', (frame) => frame.use_rungs.join(' ')),
  count('reporting_hosts', ({ population }) => population.reporting),
  count('complete_hosts', ({ population }) => population.complete),
  count('not_covered_hosts', ({ population }) => population.not_covered),
  count('silent_hosts', ({ population }) => population.silent),
  count('late_hosts', ({ population }) => population.late),
  count('exposure_unknown_hosts', ({ population }) => population.exposure_unknown),
  count('reporting_organisations', ({ population }) => population.organisations),
  count('programs_unseen', ({ population }) => population.ids_unseen),
];

const nameColumns: readonly Column<KfuncAnswer>[] = [
  text('kfunc', ({ name }) => name),
  text('module', ({ module }) => module),
];

/** The figures of a kfunc that stand as numerator and denominator beside rows about it. */
export const shareColumns: readonly Column<KfuncAnswer>[] = [
  ...nameColumns,
  count('users', ({ hosts }) => hosts.users),
  count('exposed', ({ hosts }) => hosts.exposed),
  count('user_organisations', ({ organisations }) => organisations.users),
  count('exposed_organisations', ({ organisations }) => organisations.exposed),
];

const columnOfRung = (prefix: string, rung: string): string =>
  `${prefix}_${rung.replaceAll('-', '_')}`;

/** A row of the table of kfuncs. */
export const kfuncColumns: readonly Column<ListedKfunc>[] = [
  ...shareColumns,
  share('organisations_low', ({ organisations }) => organisations.interval?.low ?? null),
  share('organisations_high', ({ organisations }) => organisations.interval?.high ?? null),
  share('organisations_zero_bound', ({ organisations }) => organisations.zero_bound),
  flag('callable', ({ callable }) => callable),
  count('not_observable', (kfunc) => kfunc.not_observable),
  count('users_not_covered', (kfunc) => kfunc.users_not_covered),
  ...rungs.map((rung) =>
    count(columnOfRung('exposed', rung), (kfunc: KfuncAnswer) => kfunc.users_by_rung[rung]),
  ),
  ...rungs.map((rung) =>
    count(columnOfRung('seen', rung), (kfunc: KfuncAnswer) => kfunc.seen_by_rung[rung]),
  ),
  day('first_used', (kfunc) => kfunc.first_used),
  day('last_used', (kfunc) => kfunc.last_used),
  text('lifecycle_status', ({ lifecycle }) => lifecycle?.status ?? null),
  text('lifecycle_since', ({ lifecycle }) => lifecycle?.since ?? null),
];

/** A program that shows a kfunc; `truncated`: the kfunc has more than there are rows. */
export interface ProgramItem extends ProgramAnswer {
  readonly truncated: boolean;
}

/** A row of the table of programs: `program_hosts` counts hosts exposed or not. */
export const programColumns: readonly Column<ProgramItem>[] = [
  text('program', ({ program }) => program),
  text('program_type', ({ type }) => type),
  text('program_name', ({ name }) => name),
  text('attach_target', (program) => program.attach_target),
  text('loader', ({ loader }) => loader),
  text('rung', ({ rung }) => rung),
  text('guard', ({ guard }) => guard),
  flag('probe', ({ probe }) => probe),
  count('program_hosts', ({ hosts }) => hosts),
  flag('programs_truncated', ({ truncated }) => truncated),
];

/** A kfunc on one UTC day: the figures are those of that day alone. */
export const dayColumns: readonly Column<DayAnswer>[] = [
  day('day', (each) => each.day),
  flag('day_complete', ({ complete }) => complete),
  count('day_version', ({ version }) => version),
  count('day_reporting', ({ reporting }) => reporting),
  count('day_exposed', ({ exposed }) => exposed),
  count('day_users', ({ users }) => users),
];

/** A kfunc on the hosts of one value of a dimension. */
export interface StratumItem extends StratumUse {
  readonly dimension: HostDimension;
}

const shareIn = ({ userOrganisations, exposedOrganisations }: StratumItem) =>
  organisationShare(userOrganisations, exposedOrganisations);

/** A row of the table of strata. */
export const stratumColumns: readonly Column<StratumItem>[] = [
  text('dimension', ({ dimension }) => dimension),
  text('value', ({ value }) => value),
  count('stratum_reporting', ({ reporting }) => reporting),
  count('stratum_exposed', ({ exposed }) => exposed),
  count('stratum_users', ({ users }) => users),
  count('stratum_exposed_organisations', (stratum) => stratum.exposedOrganisations),
  count('stratum_user_organisations', (stratum) => stratum.userOrganisations),
  share('stratum_organisations_low', (stratum) => shareIn(stratum).interval?.low ?? null),
  share('stratum_organisations_high', (stratum) => shareIn(stratum).interval?.high ?? null),
  share('stratum_organisations_zero_bound', (stratum) => shareIn(stratum).zero_bound),
  count('stratum_not_observable', ({ notObservable }) => notObservable),
];

/** An entry of a catalogue; a catalogue whose content never arrived has one row, without entry. */
export interface CatalogueItem {
  readonly catalogue: CatalogueSummary;
  readonly entry: CatalogueEntry | undefined;
  readonly generatedAt: string;
  readonly organisation: string | null;
}

/** A row of the table of catalogues, which is of no window: of every day on which it was reported. */
export const catalogueColumns: readonly Column<CatalogueItem>[] = [
  text('catalogue', ({ catalogue }) => catalogue.catalogue),
  text('module', ({ catalogue }) => catalogue.module ?? null),
  text('kfunc', ({ entry }) => entry?.name ?? null),
  text('prototype', ({ entry }) => entry?.prototype ?? null),
  text('shape', ({ entry }) => entry?.shape ?? null),
  flag('callable', ({ entry }) => entry?.callable ?? null),
  flag('seen_tag', ({ entry }) => entry?.tag ?? null),
  flag('seen_func', ({ entry }) => entry?.func ?? null),
  flag('seen_symbol', ({ entry }) => entry?.symbol ?? null),
  text('known_by', ({ entry }) => entry?.knownBy ?? null),
  text('tags', ({ entry }) => entry?.tags.join(' ') ?? null),
  count('catalogue_kfuncs', ({ catalogue }) => catalogue.kfuncs ?? null),
  count('catalogue_hosts', ({ catalogue }) => catalogue.hosts),
  text('catalogue_kernels', ({ catalogue }) =>
    catalogue.kernels.map(({ release, arch, distro }) => `${release}/${arch}/${distro}`).join(' '),
  ),
  day('first_seen', ({ catalogue }) => catalogue.firstSeen),
  day('last_seen', ({ catalogue }) => catalogue.lastSeen),
  text('generated_at', ({ generatedAt }) => generatedAt),
  text('organisation', ({ organisation }) => organisation),
];
