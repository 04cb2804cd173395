import type { OrganisationShareAnswer, ProgramAnswer } from '../answers.ts';
import type { UsersByRung } from '../ports.ts';
import type {
  EvidenceKfunc,
  EvidenceList,
  EvidenceLoader,
  EvidenceStratum,
  HostShareInterval,
} from './evidence-answer.ts';
import { counted, field, item, percent, row } from './text-lines.ts';

/** Exposed hosts, users, organisations and rungs of the kfunc of one module. */
export function figuresText(kfunc: EvidenceKfunc): readonly string[] {
  const { hosts, organisations, not_observable, users_not_covered } = kfunc;
  return [
    ...field('In', kfunc.module),
    ...field('Exposed', exposedText(hosts.exposed, organisations.exposed)),
    ...(hosts.exposed === 0 ? [] : sharesText(kfunc)),
    ...field('Use outside N', `${counted(users_not_covered, 'host')}, in no share`),
    ...field('Not observable', notObservableText(not_observable)),
    ...field('Any rung', `${rungsText(kfunc.seen_by_rung)} (hosts exposed or not)`),
  ];
}

function exposedText(hosts: number, organisations: number): string {
  if (hosts === 0)
    return 'not exposed anywhere: no host that could have shown a call is known to offer it';
  return `N = ${counted(hosts, 'host')} of M = ${counted(organisations, 'organisation')}`;
}

function sharesText(kfunc: EvidenceKfunc): readonly string[] {
  const { hosts, organisations } = kfunc;
  const { users, exposed, statement } = hosts;
  const text =
    users === 0
      ? `${statement}; no host that could have shown a call showed one`
      : `${statement} (${percent(users / exposed)})`;
  return [
    ...field('Users', text),
    ...field(
      'Organisations',
      `${organisations.users} of ${organisations.exposed}; ${boundText(organisations)}`,
    ),
    ...field('Share of hosts', hostShareText(kfunc.host_share)),
    ...field('Exposed by rung', rungsText(kfunc.users_by_rung)),
  ];
}

function boundText({ interval, zero_bound }: OrganisationShareAnswer): string {
  if (interval !== null)
    return `Wilson 95 % interval ${percent(interval.low)} to ${percent(interval.high)}`;
  return zero_bound === null ? 'no bound' : `one-sided 95 % bound ${percent(zero_bound)}`;
}

const noInterval: Readonly<Record<string, string>> = {
  'not-exposed': 'no host is exposed',
  'no-users': 'no exposed host uses it; see the bound of organisations',
  'all-users': 'every exposed host uses it',
  'too-few-organisations': 'too few organisations',
};

function hostShareText(share: HostShareInterval): string {
  if (share.kind === 'none')
    return `no interval across organisations: ${noInterval[share.reason] ?? share.reason}`;
  const { low, high, organisations } = share;
  return `95 % interval across ${counted(organisations, 'organisation')} ${percent(low)} to ${percent(high)}`;
}

function notObservableText(hosts: number): string {
  if (hosts === 0) return '0 hosts';
  return `${counted(hosts, 'host')}, in no share: the kernel inlines it, and some program there could not have shown a call`;
}

function rungsText(byRung: UsersByRung): string {
  const seen = Object.entries(byRung).filter(([, hosts]) => hosts > 0);
  if (seen.length === 0) return 'on no rung';
  return seen.map(([rung, hosts]) => `${rung} ${hosts}`).join(', ');
}

/** A table of the values of a stratum: hosts N and n, organisations u of M, and what bounds them. */
export function strataText(
  title: string,
  strata: EvidenceList<EvidenceStratum>,
): readonly string[] {
  if (strata.rows.length === 0) return [];
  const header = `${title.padEnd(18)}${'N'.padStart(8)}${'n'.padStart(8)}${'u of M'.padStart(12)}  of organisations, 95 %`;
  return [header, ...strata.rows.flatMap(stratumText), ...moreText(strata)];
}

function stratumText({
  value,
  standing,
  hosts,
  organisations,
}: EvidenceStratum): readonly string[] {
  if (standing !== 'exposed')
    return row(
      value,
      [standing === 'not-exposed' ? '0' : '-', '-', '-'],
      standing.replace('-', ' '),
    );
  const { interval, zero_bound } = organisations;
  const remark =
    interval === null
      ? `bound ${percent(zero_bound ?? 1)}`
      : `${percent(interval.low)} to ${percent(interval.high)}`;
  const share = `${organisations.users} of ${organisations.exposed}`;
  return row(value, [`${hosts.exposed}`, `${hosts.users}`, share], remark);
}

/** The programs that show it and those who loaded the ones that use it. */
export function namedText({ programs, loaders }: EvidenceKfunc): readonly (readonly string[])[] {
  return [
    ['Programs that show it (hosts)', ...listText(programs, programText)],
    ['Loaded by, among users (hosts)', ...listText(loaders, loaderText)],
  ];
}

function listText<T>(list: EvidenceList<T>, text: (one: T) => string): readonly string[] {
  if (list.rows.length === 0) return item('none was seen');
  return [...list.rows.flatMap((one) => item(text(one))), ...moreText(list)];
}

function moreText({ more, more_at_least }: EvidenceList<unknown>): readonly string[] {
  return more === 0 ? [] : item(`and ${more_at_least ? 'at least ' : ''}${more} more`);
}

function programText({ hosts, name, type, loader, rung, guard, probe }: ProgramAnswer): string {
  const by = loader === null ? 'loader not known' : `loaded by ${loader}`;
  const looks = probe ? ', looks like a probe (not counted)' : '';
  return `${hosts}: ${name} (${type}), ${rung}, guard ${guard}, ${by}${looks}`;
}

function loaderText({ loader, hosts, organisations, programs }: EvidenceLoader): string {
  const counts = `${counted(organisations, 'organisation')}, ${counted(programs, 'program')}`;
  return `${hosts}: ${loader ?? 'loader not known'} (${counts})`;
}
