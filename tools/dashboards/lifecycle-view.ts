import { type KfuncEntry, lifecycle, releasedVersions } from '@kfunc-census/lifecycle';
import { familySides } from '@kfunc-census/usage';
import { releaseDates } from './release-dates.ts';

const newest = releasedVersions.at(-1) ?? '';

/** Columns of `reading_lifecycle`, in order, with their types. */
const columns = {
  kfunc: 'String',
  status: 'String',
  since: 'String',
  introduced: 'String',
  introduced_on: 'Nullable(Date)',
  deprecated: 'String',
  deprecated_on: 'Nullable(Date)',
  deprecated_text: 'String',
  ended: 'String',
  ended_on: 'Nullable(Date)',
  planned_after: 'String',
  hook: 'UInt8',
  leaving: 'UInt8',
  successors: 'Array(String)',
  old: 'Array(String)',
  new: 'Array(String)',
} as const;

type Row = Readonly<Record<keyof typeof columns, string | number | null | readonly string[]>>;

/** Inside a text in single quotes. */
const quoted = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");

const dateOf = (line: string | undefined): string | null => releaseDates[line ?? ''] ?? null;

/** What is known of the newest life of a kfunc; '' where there is nothing to say. */
function rowOf({ name, lives, hook }: KfuncEntry): Row {
  const life = lives.at(-1);
  const standing = lifecycle.statusAt(name, newest);
  const deprecation = life?.deprecations.find(({ kind }) => kind !== 'proposed');
  const planned = life?.plannedEnd;
  const sides = familySides(name, lifecycle);
  const status = standing?.status ?? '';
  const gone = ['deprecated', 'renamed', 'removed'].includes(status);
  return {
    kfunc: name,
    status,
    since: standing?.since ?? '',
    introduced: life?.introduced.version ?? '',
    introduced_on: dateOf(life?.introduced.version),
    deprecated: deprecation?.version ?? '',
    deprecated_on: dateOf(deprecation?.version),
    deprecated_text: deprecation?.text ?? '',
    ended: life?.ended?.version ?? '',
    ended_on: dateOf(life?.ended?.version),
    planned_after: planned?.after ?? '',
    hook: hook === undefined ? 0 : 1,
    leaving: gone || planned !== undefined ? 1 : 0,
    successors: (life?.successors ?? []).map(({ to }) => to),
    old: sides.old,
    new: sides.new,
  };
}

/** Text of `libs/clickhouse/views/40_lifecycle.sql`: the reviewed data, as a view. */
export function lifecycleViewSql(): string {
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const schema = names.map((name) => `${name} ${columns[name]}`).join(', ');
  const rows = lifecycle
    .knownNames()
    .flatMap((name) => lifecycle.get(name) ?? [])
    .map(rowOf)
    .map((row) => quoted(JSON.stringify(names.map((name) => row[name]))));
  return `-- Generated from libs/lifecycle by \`npm run dashboards:build\`. Do not edit.
-- status, since: as of ${newest}. leaving: deprecated, gone, or with an announced end. Dates: of the release
-- of that line, NULL where it was not looked up. old, new: the sides of the succession it is part of.
CREATE OR REPLACE VIEW @view(reading_lifecycle) AS
SELECT * FROM format(JSONCompactEachRow, '${schema}', '
${rows.join('\n')}
');
`;
}
