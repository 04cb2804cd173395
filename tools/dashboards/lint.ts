import * as units from '@grafana/grafana-foundation-sdk/units';
import { knownMacros } from './expand.ts';
import { checkLinks } from './links.ts';
import { type DashboardJson, type PanelJson, panelsOf, type Query, queriesOf } from './model.ts';

const knownUnits: ReadonlySet<string> = new Set(
  Object.values(units).filter((unit) => typeof unit === 'string'),
);
const knownRanges: ReadonlySet<string> = new Set(['now-6d/d to now', 'now-28d/d to now-1d/d']);
const knownRefreshes: ReadonlySet<string> = new Set(['', '1m']);
/** `refresh` of a variable whose list is asked for again when the time changes. */
const onTimeChange = 2;
/** Views that take the time by a filter on their day, not by parameters. */
const filtered = /\b(reading_reports|reading_marks|reading_reopenings)\b/;

type Report = (problem: string) => void;

function lintBoard(board: DashboardJson, report: Report): void {
  const sources = board.templating.list.filter(({ type }) => type === 'datasource');
  const [source] = sources;
  if (sources.length !== 1 || source?.name !== 'datasource' || source.label !== 'Data source')
    report('has not one data source variable, "datasource", labelled "Data source"');
  if (board.editable) report('can be edited');
  if ((board.description ?? '') === '') report('has no description: the question it answers');
  if (!board.tags.includes('kfunc')) report('lacks the tag "kfunc"');
  if (board.timezone !== 'utc') report('does not show UTC');
  if (!knownRanges.has(`${board.time.from} to ${board.time.to}`))
    report(`opens with a range that is not fixed here: ${board.time.from} to ${board.time.to}`);
  if (!knownRefreshes.has(board.refresh ?? '')) report(`refreshes every ${board.refresh}`);
  for (const { name, type, refresh } of board.templating.list)
    if (type === 'query' && refresh !== onTimeChange)
      report(`variable ${name} is not asked for again when the time changes`);
}

function lintUnits(panel: PanelJson, report: Report): void {
  const { defaults, overrides = [] } = panel.fieldConfig ?? { defaults: {} };
  if (!knownUnits.has(defaults.unit ?? ''))
    report(`has no unit that Grafana knows: ${defaults.unit}`);
  for (const { matcher, properties } of overrides) {
    const unit = properties.find(({ id }) => id === 'unit')?.value;
    if (typeof unit !== 'string' || !knownUnits.has(unit))
      report(`column ${matcher.options} has no unit that Grafana knows: ${unit}`);
  }
  if ((defaults.noValue ?? '') === '') report('says nothing when there is nothing to show');
}

function lintPanel(panel: PanelJson, report: Report): void {
  if (panel.title === '' || (panel.description ?? '') === '') report('lacks title or description');
  if (panel.repeat !== undefined)
    report('is repeated: a macro would see the value of the dashboard');
  if (panel.type === 'text') return;
  lintUnits(panel, report);
  const targets = panel.targets ?? [];
  if (targets.length === 0) report('asks nothing');
  for (const { datasource } of [panel, ...targets])
    if (datasource?.uid !== '${datasource}')
      report('reads another data source than the chosen one');
}

const overlap = (a: PanelJson['gridPos'], b: PanelJson['gridPos']): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

function lintGrid(board: DashboardJson, report: Report): void {
  for (const [index, panel] of board.panels.entries()) {
    const { x, w } = panel.gridPos;
    if (x < 0 || w < 1 || x + w > 24) report(`panel ${panel.id} is not inside the 24 columns`);
    for (const other of board.panels.slice(index + 1))
      if (overlap(panel.gridPos, other.gridPos))
        report(`panels ${panel.id} and ${other.id} overlap`);
  }
}

function lintMacros({ sql }: Query, report: Report): void {
  for (const [, name = ''] of sql.matchAll(/\$(__\w+)/g))
    if (!knownMacros.includes(name))
      report(`uses the macro $${name}, which the plugin's floor lacks`);
  for (const [text, , format] of sql.matchAll(/\$\{(\w+)(?::(\w+))?\}/g))
    if (format !== 'singlequote') report(`puts ${text} into SQL without :singlequote`);
  for (const [text] of sql.matchAll(/\$(?!__)[a-zA-Z]\w*/g))
    report(`puts ${text} into SQL without :singlequote`);
}

function lintQuery(query: Query, report: Report): void {
  const { sql, format, kind, panel } = query;
  lintMacros(query, report);
  if (format === 0 && !/\bORDER BY time\b/.test(sql)) report('is not ordered by time');
  const isList = kind !== 'panel' || panel?.type === 'table' || panel?.type === 'bargauge';
  if (isList && !/\bLIMIT \d+\s*$/.test(sql)) report('has no limit of rows');
  if (filtered.test(sql) && !sql.includes('$__dateFilter(day)'))
    report('reads reports of any time: it has no $__dateFilter(day)');
  const with_ = new Set([...sql.matchAll(/\b(\w+) AS \(/g)].map(([, name]) => name));
  for (const [, name = ''] of sql.matchAll(/\b(?:FROM|JOIN)\s+([a-z_]\w*)/g))
    if (!name.startsWith('reading_') && !with_.has(name))
      report(`reads ${name}, which is no view for reading`);
}

/** Variables that are used and not declared, or declared and not used. */
function lintVariables(board: DashboardJson, report: Report): void {
  const declared = new Set(board.templating.list.map(({ name }) => name));
  const text = JSON.stringify({
    panels: board.panels,
    variables: board.templating,
    of: board.annotations,
  });
  const used = new Set([...text.matchAll(/\$\{(\w+)/g)].map(([, name = '']) => name));
  for (const name of used)
    if (!name.startsWith('__') && !declared.has(name)) report(`uses \${${name}}, which it lacks`);
  for (const name of declared) if (!used.has(name)) report(`never uses \${${name}}`);
}

function repeated(values: readonly (string | number)[]): readonly (string | number)[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** What is wrong with dashboards, as far as their JSON tells. Empty: nothing. */
export function lintDashboards(boards: readonly DashboardJson[]): readonly string[] {
  const problems: string[] = [];
  for (const board of boards) {
    const report = (problem: string) => problems.push(`${board.uid}: ${problem}`);
    lintBoard(board, report);
    lintGrid(board, report);
    lintVariables(board, report);
    for (const panel of panelsOf(board))
      lintPanel(panel, (problem) => report(`panel ${panel.id}: ${problem}`));
    for (const query of queriesOf(board))
      lintQuery(query, (problem) => report(`${query.kind} ${query.name}: ${problem}`));
    const ids = board.panels
      .flatMap((panel) => [panel, ...(panel.panels ?? [])])
      .map(({ id }) => id);
    for (const id of repeated(ids)) report(`panel id ${id} is there twice`);
  }
  for (const uid of repeated(boards.map(({ uid }) => uid)))
    problems.push(`uid ${uid} is there twice`);
  for (const title of repeated(boards.map(({ title }) => title)))
    problems.push(`title ${title} is there twice`);
  return [...problems, ...checkLinks(boards)];
}
