import {
  type BoundsAnswer,
  type PublicWeek,
  type PublicWeekListAnswer,
  publishWeek,
} from '@kfunc-census/query';
import type { Command } from 'commander';
import type { Asking } from './asking.ts';
import { withNamedStore } from './named-store.ts';
import { narrowTable } from './narrow-table.ts';
import { noteLines, text } from './tables.ts';

type Environment = Readonly<Record<string, string | undefined>>;

function boundsText({ least, most }: BoundsAnswer): string {
  if (least === most) return `${least}`;
  return most === null ? `at least ${least}` : `${least} to ${most}`;
}

const useText = ({ users, exposed }: PublicWeek['kfuncs'][number]['hosts']): string =>
  exposed.least === 0 && exposed.most === 0
    ? 'not exposed anywhere'
    : `${boundsText(users)} of ${boundsText(exposed)}`;

/** A published week, for a person: every kfunc over all hosts; parts are in the JSON. */
export function publicWeekTable(answer: PublicWeek): string {
  const { week, from, to, built_at: built, organisations, hosts, kfuncs } = answer;
  const rows = kfuncs.map((one) => [
    one.name,
    one.module,
    useText(one.hosts),
    useText(one.organisations),
    boundsText(one.users_not_covered),
  ]);
  const withheld = answer.kfuncs_withheld;
  return text([
    [
      `Week ${week}, ${from} to ${to} UTC, published ${built}.`,
      `${organisations} organisations; hosts: ${boundsText(hosts.reporting)} reporting, ${boundsText(hosts.complete)} complete, ${boundsText(hosts.silent)} silent.`,
    ],
    narrowTable(['KFUNC', 'MODULE', 'HOSTS', 'ORGANISATIONS', 'NOT COVERED'], rows),
    [`${rows.length} kfuncs; ${withheld} more are not named.`],
    noteLines(answer.notes),
  ]);
}

function weeksText({ weeks }: PublicWeekListAnswer): string {
  if (weeks.length === 0) return 'No week was published.\n';
  return `${weeks.map(({ week, built_at: built }) => `${week}  published ${built}`).join('\n')}\n`;
}

/** Adds `publish`, which works on a store, and `public-week`, which asks the API. */
export function addPublicWeek(
  program: Command,
  { get, print }: Pick<Asking<never>, 'get' | 'print'>,
  env?: Environment,
): void {
  program
    .command('publish')
    .argument('<week>', 'ISO week of complete days, as 2026-W10')
    .description(
      'publish a week for callers outside an organisation, once; works on a store, as tenant does',
    )
    .action((week: string) =>
      withNamedStore(env, async ({ reader, publicWeeks }) => {
        const answer = await publishWeek({ reader, publicWeeks, clock: { now: Date.now } }, week);
        print(answer, publicWeekTable(answer));
      }),
    );
  program
    .command('public-week')
    .argument('[week]', 'ISO week, as 2026-W10; without it, the weeks that were published')
    .description('what was published of a week; needs the right read-public')
    .action(async (week: string | undefined) => {
      const path = '/v1/public/weeks';
      if (week === undefined) {
        const answer = await get<PublicWeekListAnswer>(path, {});
        print(answer, weeksText(answer));
        return;
      }
      const answer = await get<PublicWeek>(`${path}/${encodeURIComponent(week)}`, {});
      print(answer, publicWeekTable(answer));
    });
}
