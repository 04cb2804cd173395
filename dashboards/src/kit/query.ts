import { readFileSync } from 'node:fs';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';

/** Of a result: rows over time, or a table. The numbers are those of the data source plugin. */
export const formats = { time: 0, table: 1 } as const;
/** One of `formats`. */
export type Format = keyof typeof formats;

/** What panels, variables and annotations name as their data source: the variable of each dashboard. */
export const dataSource = { type: 'grafana-clickhouse-datasource', uid: '${datasource}' } as const;

/** The version of the data source plugin whose query model and macros are used: its floor. */
export const pluginVersion = '4.20.0';

const folder = new URL('../../sql/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(`${name}.sql`, folder), 'utf8');

/** Stands for the text of `sql/fragments/<name>.sql`. */
const reference = /@([a-z][a-z-]*)/g;

const withoutComments = (text: string): string => text.replace(/^\s*--.*\n/gm, '').trim();

/** Text of `dashboards/sql/<name>.sql` with its fragments in place, without comments. */
export function sqlOf(name: string): string {
  const expand = (text: string): string =>
    withoutComments(text).replace(reference, (_, part: string) =>
      expand(read(`fragments/${part}`)),
    );
  return expand(read(name));
}

/** A query in the plugin's model. The builder of the SDK for other data sources looks the same. */
export function clickHouseQuery(sql: string, format: Format, refId = 'A'): Builder<Dataquery> {
  const query = {
    refId,
    datasource: dataSource,
    editorType: 'sql',
    rawSql: sqlOf(sql),
    format: formats[format],
    queryType: format === 'time' ? 'timeseries' : 'table',
    pluginVersion,
    // Marks what may stand as a query for the SDK; no function ends up in JSON.
    _implementsDataqueryVariant: () => undefined,
  };
  return { build: () => query };
}
