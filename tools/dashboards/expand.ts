/**
 * Turns the SQL of a panel into what ClickHouse gets, as grafana-clickhouse-datasource 4.20.0 does, in
 * its order: `$__conditionalAll` in the browser, then Grafana's variables, then the macros of the Go side.
 * A macro that is not known is left as it stands, as the plugin leaves it.
 */

/** A time range, in milliseconds since 1970. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The value of a variable: some texts, or All with the text that stands for it ('' for none). */
export type VariableValue =
  | { readonly kind: 'some'; readonly values: readonly string[]; readonly multi: boolean }
  | { readonly kind: 'all'; readonly allValue: string; readonly options: readonly string[] };

/** Variables of a dashboard by name. */
export type Variables = ReadonlyMap<string, VariableValue>;

/** Quotes as Grafana's format `singlequote`: a backslash before a quote, and nothing before a backslash. */
const quote = (text: string): string => `'${text.replaceAll("'", "\\'")}'`;

function formatted(values: readonly string[], format: string | undefined, multi: boolean): string {
  if (format === 'singlequote') return values.map(quote).join(',');
  if (format === 'raw') return values.join(',');
  if (format !== undefined) throw new Error(`Format ${format} is not known here.`);
  // Of several values the plugin makes a list, and escapes nothing.
  return multi ? values.map((value) => `'${value}'`).join(',') : (values[0] ?? '');
}

function textOf(value: VariableValue, format: string | undefined): string {
  if (value.kind === 'some') return formatted(value.values, format, value.multi);
  return value.allValue === '' ? formatted(value.options, format, true) : value.allValue;
}

/** `[start of the call, end of it, arguments]` of a macro with arguments, parentheses counted. */
function callAt(sql: string, open: number): { end: number; args: readonly string[] } {
  const args: string[] = [];
  let depth = 0;
  let from = open + 1;
  for (let at = open; at < sql.length; at += 1) {
    const char = sql[at];
    if (char === '(') depth += 1;
    if (char === ')') depth -= 1;
    const ends = depth === 0;
    if (ends || (char === ',' && depth === 1)) {
      args.push(sql.slice(from, at).trim());
      from = at + 1;
    }
    if (ends) return { end: at + 1, args };
  }
  throw new Error(`A macro is not closed: ${sql.slice(open - 20, open + 40)}`);
}

type Macro = (args: readonly string[]) => string;

/** Replaces each known macro; arguments may hold macros again. */
function replaceMacros(sql: string, macros: Readonly<Record<string, Macro>>): string {
  let text = sql;
  const names = Object.keys(macros).sort((a, b) => b.length - a.length);
  for (const name of names) {
    const pattern = new RegExp(`\\$${name}\\b`);
    for (let found = pattern.exec(text); found !== null; found = pattern.exec(text)) {
      const after = found.index + found[0].length;
      const { end, args } = text[after] === '(' ? callAt(text, after) : { end: after, args: [] };
      text = text.slice(0, found.index) + (macros[name]?.(args) ?? '') + text.slice(end);
    }
  }
  return text;
}

function conditionalAll(sql: string, variables: Variables): string {
  return replaceMacros(sql, {
    __conditionalAll: ([condition = '', variable = '']) => {
      const value = variables.get(variable.replace(/^\$\{?|\}$/g, ''));
      const isAll = value === undefined || value.kind === 'all' || value.values.join('') === '';
      return isAll ? '1=1' : condition;
    },
  });
}

function withVariables(sql: string, variables: Variables): string {
  return sql.replace(
    /\$\{(\w+)(?::(\w+))?\}|\$(\w+)/g,
    (whole, braced?: string, format?: string, bare?: string) => {
      const value = variables.get(braced ?? bare ?? '');
      return value === undefined ? whole : textOf(value, format);
    },
  );
}

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** The macros of the Go side. */
function backendMacros({ from, to }: TimeRange, intervalSeconds: number) {
  const [start, end] = [Math.floor(from / 1000), Math.floor(to / 1000)];
  const timeFilter = (column: string) =>
    `${column} >= toDateTime(${start}) AND ${column} <= toDateTime(${end})`;
  const dateFilter = (column: string) =>
    `${column} >= toDate('${dayText(from)}') AND ${column} <= toDate('${dayText(to)}')`;
  const both = ([date = '', time = '']: readonly string[]) =>
    `(${dateFilter(date)}) AND (${timeFilter(time)})`;
  const ms = (value: number) => `fromUnixTimestamp64Milli(${value})`;
  return {
    __timeFilter: ([column = '']) => timeFilter(column),
    __timeFilter_ms: ([column = '']) => `${column} >= ${ms(from)} AND ${column} <= ${ms(to)}`,
    __dateFilter: ([column = '']) => dateFilter(column),
    __dateTimeFilter: both,
    __dt: both,
    __fromTime: () => `toDateTime(${start})`,
    __toTime: () => `toDateTime(${end})`,
    __fromTime_ms: () => ms(from),
    __toTime_ms: () => ms(to),
    __timeInterval: ([column = '']) =>
      `toStartOfInterval(toDateTime(${column}), INTERVAL ${intervalSeconds} second)`,
    __timeInterval_ms: ([column = '']) =>
      `toStartOfInterval(toDateTime64(${column}, 3), INTERVAL ${intervalSeconds * 1000} millisecond)`,
    __interval_s: () => String(intervalSeconds),
  } satisfies Record<string, Macro>;
}

/** Names of all macros that may stand in SQL. */
export const knownMacros: readonly string[] = [
  '__conditionalAll',
  ...Object.keys(backendMacros({ from: 0, to: 0 }, 1)),
];

/** The SQL that reaches ClickHouse. `alert`: a rule, whose query never passes through a browser. */
export function expand(
  sql: string,
  range: TimeRange,
  variables: Variables,
  { alert = false, intervalSeconds = 86_400 } = {},
): string {
  const browser = alert ? sql : withVariables(conditionalAll(sql, variables), variables);
  return replaceMacros(browser, backendMacros(range, intervalSeconds));
}

/** What is left of macros and variables in SQL that should have none. */
export function leftOvers(sql: string): readonly string[] {
  return [...sql.matchAll(/\$\{?\w+/g)].map(([text]) => text);
}
