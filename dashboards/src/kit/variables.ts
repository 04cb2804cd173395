import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource, sqlOf } from './query.ts';

const query = (sql: string) => ({ refId: 'variable', queryType: 'sql', rawSql: sqlOf(sql) });

/** Which ClickHouse is read. */
export const dataSourceVariable = (): Builder<VariableModel> =>
  new DatasourceVariableBuilder('datasource').label('Data source').type(dataSource.type);

/**
 * Any number of values of a list. "All" stands for the empty text, which restricts nothing: the list
 * itself is never put into a query, however long it is.
 */
export const anyOf = (name: string, label: string, description: string): Builder<VariableModel> =>
  new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(dataSource)
    .query(query(`variables/${name}`))
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled)
    .multi(true)
    .includeAll(true)
    .allValue("''")
    .current({ selected: true, text: ['All'], value: ['$__all'] });

/** One value of a list, of which the query is `sql/variables/<sql>.sql`. */
export const oneOf = (
  name: string,
  label: string,
  description: string,
  sql = name,
): Builder<VariableModel> =>
  new QueryVariableBuilder(name)
    .label(label)
    .description(description)
    .datasource(dataSource)
    .query(query(`variables/${sql}`))
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.Disabled)
    .multi(false)
    .includeAll(false);

/** The variables of every dashboard: who is asked, on which hosts. */
export const common = (): readonly Builder<VariableModel>[] => [
  dataSourceVariable(),
  anyOf('organisation', 'Organisation', 'Organisations that reported in the time shown.'),
  anyOf('line', 'Kernel line', 'First two numbers of the kernel release.'),
  anyOf('distro', 'Distribution', 'ID of os-release.'),
  anyOf('arch', 'Architecture', 'Machine, as uname has it.'),
];
