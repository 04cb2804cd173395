import { type Case, defaultCase, variablesOf } from './cases.ts';
import type { DashboardStore, Result } from './engine.ts';
import { expand, leftOvers, type Variables } from './expand.ts';
import { type DashboardJson, type Query, queriesOf, type VariableJson } from './model.ts';

/** How a query did in one case. */
export interface Execution {
  readonly query: Query;
  readonly case: Case;
  readonly sql: string;
  /** Undefined when it failed. */
  readonly result?: Result;
}

/** What became of the queries of dashboards. */
export interface Run {
  readonly executions: readonly Execution[];
  /** Empty: nothing is wrong. */
  readonly problems: readonly string[];
}

/** What a run may be asked. */
export interface RunOptions {
  readonly cases: readonly Case[];
  /** Whether the default view must show at least one row everywhere. Default true. */
  readonly rows?: boolean;
}

/** Equal SQL gives the same result: it is executed once. */
function remembering(store: DashboardStore) {
  const known = new Map<string, Result>();
  return (sql: string): Result => {
    const result = known.get(sql) ?? store.query(sql);
    known.set(sql, result);
    return result;
  };
}

const sqlOf = ({ query }: VariableJson): string =>
  typeof query === 'string' ? query : (query?.rawSql ?? '');

/** Columns that overrides name, or that links of the panel read. */
function namedColumns({ panel }: Query): readonly string[] {
  if (panel === undefined) return [];
  const byName = (panel.fieldConfig?.overrides ?? [])
    .filter(({ matcher }) => matcher.id === 'byName')
    .map(({ matcher }) => String(matcher.options));
  const text = JSON.stringify(panel.fieldConfig ?? {});
  const fields = [...text.matchAll(/\$\{__data\.fields\.(\w+)/g)].map(([, name = '']) => name);
  return [...new Set([...byName, ...fields])];
}

/** Results over time: a DateTime `time` first, then at most one label, then numbers; ascending. */
function checkTime({ meta, data }: Result): readonly string[] {
  const [time, ...rest] = meta;
  const problems: string[] = [];
  if (time?.name !== 'time' || !/^DateTime/.test(time.type))
    problems.push(`its first column is ${time?.name} ${time?.type}, not a DateTime "time"`);
  const labels = rest.filter(({ type }) => /String/.test(type));
  if (labels.length > 1) problems.push('it has more than one label');
  const times = data.map((row) => String(row.time));
  if (times.some((text, index) => index > 0 && text < (times[index - 1] ?? '')))
    problems.push('its rows are not ascending by time');
  return problems;
}

function checkAnnotation({ meta }: Result): readonly string[] {
  const names = meta.map(({ name }) => name).join(' ');
  return names === 'time timeEnd title text tags' ? [] : [`its columns are ${names}`];
}

/** Series of a panel over time that has a label column are named by it, not by overrides. */
const isLabelled = ({ meta }: Result): boolean => meta.some(({ type }) => /String/.test(type));

function checkColumns(query: Query, result: Result): readonly string[] {
  if (query.kind === 'annotation') return checkAnnotation(result);
  if (query.panel === undefined) return [];
  const has = result.meta.map(({ name }) => name);
  const named = namedColumns(query);
  const lost = named
    .filter((name) => !has.includes(name))
    .map((name) => `it has no column ${name}`);
  if (query.format === 0 && isLabelled(result)) return lost;
  const plain = has.filter((name) => name !== 'time' && !named.includes(name));
  return [...lost, ...plain.map((name) => `nothing says how its column ${name} is shown`)];
}

function checkResult(query: Query, result: Result): readonly string[] {
  return [...(query.format === 0 ? checkTime(result) : []), ...checkColumns(query, result)];
}

function execute(
  query: Query,
  one: Case,
  variables: Variables,
  ask: (sql: string) => Result,
): { execution: Execution; problems: readonly string[] } {
  const sql = expand(query.sql, one.range, variables);
  const execution = { query, case: one, sql };
  const left = leftOvers(sql);
  if (left.length > 0) return { execution, problems: [`${left.join(', ')} was not expanded`] };
  try {
    const result = ask(sql);
    return { execution: { ...execution, result }, problems: checkResult(query, result) };
  } catch (cause) {
    return { execution, problems: [cause instanceof Error ? cause.message : String(cause)] };
  }
}

/** Executes every query of every dashboard in every case, as Grafana would. */
export function runDashboards(
  store: DashboardStore,
  boards: readonly DashboardJson[],
  { cases, rows = true }: RunOptions,
): Run {
  const ask = remembering(store);
  const executions: Execution[] = [];
  const problems: string[] = [];
  for (const board of boards)
    for (const one of cases) {
      const listOf = (variable: VariableJson, before: Variables): readonly string[] =>
        ask(expand(sqlOf(variable), one.range, before)).data.map((row) => String(row.value));
      const variables = variablesOf(board, one, listOf);
      for (const query of queriesOf(board)) {
        const { execution, problems: found } = execute(query, one, variables, ask);
        const isEmpty = execution.result?.data.length === 0 && rows && one === defaultCase;
        executions.push(execution);
        for (const problem of [...found, ...(isEmpty ? ['it shows nothing by default'] : [])])
          problems.push(`${board.uid}, ${query.kind} ${query.name} (${one.name}): ${problem}`);
      }
    }
  return { executions, problems };
}
