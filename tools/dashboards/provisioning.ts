import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from '../lib/run.ts';
import { type DashboardJson, panelsOf } from './model.ts';
import { provisioningFolder } from './outputs.ts';

/** The parts of a provisioned alert rule that are read here. */
export interface RuleJson {
  readonly uid: string;
  readonly title: string;
  readonly condition: string;
  readonly data: readonly {
    readonly refId: string;
    readonly relativeTimeRange: { readonly from: number; readonly to: number };
    readonly datasourceUid: string;
    readonly model: { readonly rawSql?: string; readonly expression?: string };
  }[];
  readonly annotations: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
}

/** The provisioning files, as Grafana would read them. */
export interface Provisioning {
  readonly dataSources: readonly { readonly uid: string; readonly type: string }[];
  readonly rules: readonly RuleJson[];
}

const file = <T>(path: string): T =>
  parse(readFileSync(join(root, provisioningFolder, path), 'utf8')) as T;

/** The committed files; throws when one is no YAML. */
export function committedProvisioning(): Provisioning {
  const { datasources } = file<{ datasources: Provisioning['dataSources'] }>(
    'datasources/kfunc.yaml',
  );
  const { groups } = file<{ groups: readonly { rules: readonly RuleJson[] }[] }>(
    'alerting/kfunc.yaml',
  );
  return { dataSources: datasources, rules: groups.flatMap(({ rules }) => rules) };
}

function checkRule(
  { uid, condition, data, annotations }: RuleJson,
  { dataSources }: Provisioning,
  boards: readonly DashboardJson[],
): readonly string[] {
  const problems: string[] = [];
  const refs = new Set(data.map(({ refId }) => refId));
  if (!refs.has(condition)) problems.push(`its condition ${condition} is no query of it`);
  for (const { datasourceUid, model } of data) {
    if (datasourceUid !== '__expr__' && !dataSources.some((one) => one.uid === datasourceUid))
      problems.push(`asks the data source ${datasourceUid}, which is not provisioned`);
    if (model.expression !== undefined && !refs.has(model.expression))
      problems.push(`computes with ${model.expression}, which is no query of it`);
  }
  const board = boards.find((one) => one.uid === annotations.__dashboardUid__);
  const id = Number(annotations.__panelId__);
  if (board === undefined || !panelsOf(board).some((panel) => panel.id === id))
    problems.push(`leads to no panel: ${annotations.__dashboardUid__} ${id}`);
  const runbook = annotations.runbook ?? '';
  if (runbook === '' || !existsSync(join(root, runbook)))
    problems.push(`has no runbook: ${runbook}`);
  return problems.map((problem) => `rule ${uid}: ${problem}`);
}

/** What does not fit together among rules, data sources, dashboards and runbooks. Empty: nothing. */
export function checkProvisioning(
  provisioning: Provisioning,
  boards: readonly DashboardJson[],
): readonly string[] {
  const { rules } = provisioning;
  const uids = rules.map(({ uid }) => uid);
  const twice = uids.filter((uid, index) => uids.indexOf(uid) !== index);
  return [
    ...twice.map((uid) => `rule ${uid} is there twice`),
    ...rules.flatMap((rule) => checkRule(rule, provisioning, boards)),
  ];
}

/** Views that the reader of the dashboards may read. */
export function grantedViews(): readonly string[] {
  const text = readFileSync(join(root, 'deploy/grafana/clickhouse/grafana-reader.xml'), 'utf8');
  return [...text.matchAll(/<query>GRANT SELECT ON kfunc_census\.(\w+)<\/query>/g)].map(
    ([, name = '']) => name,
  );
}

/** Views that SQL reads. */
export function viewsIn(sql: string): readonly string[] {
  return [
    ...new Set([...sql.matchAll(/\breading_[a-z_]+(?=[\s()]|$)/g)].map(([name]) => name)),
  ].filter((name) => new RegExp(`\\b(?:FROM|JOIN)\\s+${name}\\b`).test(sql));
}
