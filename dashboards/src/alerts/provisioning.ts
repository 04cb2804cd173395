import { dataSource, formats, pluginVersion, sqlOf } from '../kit/query.ts';
import { type Rule, ruleGroups } from './rules.ts';

/** The data source that is provisioned: a rule names it by uid, since it has no variables. */
export const dataSourceUid = 'kfunc-clickhouse';

/** Folder of dashboards and rules. */
export const folder = 'kfunc';

const expression = (refId: string, model: object) => ({
  refId,
  relativeTimeRange: { from: 0, to: 0 },
  datasourceUid: '__expr__',
  model: { refId, datasource: { type: '__expr__', uid: '__expr__' }, ...model },
});

function query({ sql, seconds }: Rule) {
  return {
    refId: 'A',
    relativeTimeRange: { from: seconds, to: 0 },
    datasourceUid: dataSourceUid,
    model: {
      refId: 'A',
      datasource: { type: dataSource.type, uid: dataSourceUid },
      editorType: 'sql',
      rawSql: sqlOf(sql),
      format: formats.table,
      queryType: 'table',
      pluginVersion,
    },
  };
}

function rule(of: Rule) {
  const { type, bound } = of.threshold;
  return {
    uid: `kfunc-${of.name}`,
    title: of.title,
    condition: 'C',
    data: [
      query(of),
      expression('B', { type: 'reduce', expression: 'A', reducer: 'last' }),
      expression('C', {
        type: 'threshold',
        expression: 'B',
        conditions: [{ evaluator: { type, params: [bound] } }],
      }),
    ],
    noDataState: of.noData,
    execErrState: 'Error',
    for: of.pending,
    annotations: {
      summary: of.summary,
      runbook: `docs/runbooks/alert-${of.name}.md`,
      __dashboardUid__: of.dashboard,
      __panelId__: String(of.panel),
    },
    labels: { severity: of.severity, project: 'kfunc-census' },
  };
}

/** The file of alert rules, as Grafana provisions them. */
export function alertingFile(): object {
  return {
    apiVersion: 1,
    groups: Object.entries(ruleGroups).map(([name, rules]) => ({
      orgId: 1,
      name: `kfunc ${name}`,
      folder,
      interval: '10m',
      rules: rules.map(rule),
    })),
  };
}

/** The file of the data source. */
export function dataSourceFile(): object {
  return {
    apiVersion: 1,
    datasources: [
      {
        name: 'kfunc ClickHouse',
        uid: dataSourceUid,
        type: dataSource.type,
        access: 'proxy',
        jsonData: {
          host: '$CLICKHOUSE_GRAFANA_HOST',
          port: 9000,
          protocol: 'native',
          username: 'grafana_reader',
          defaultDatabase: 'kfunc_census',
          dialTimeout: '10',
          queryTimeout: '30',
          validateSql: true,
        },
        secureJsonData: { password: '$CLICKHOUSE_GRAFANA_PASSWORD' },
      },
    ],
  };
}

/** The file that tells Grafana where the dashboards are. */
export function dashboardsFile(): object {
  return {
    apiVersion: 1,
    providers: [
      {
        name: 'kfunc',
        orgId: 1,
        folder,
        folderUid: 'kfunc',
        type: 'file',
        disableDeletion: true,
        updateIntervalSeconds: 60,
        allowUiUpdates: false,
        options: { path: '/var/lib/grafana/dashboards/kfunc', foldersFromFilesStructure: false },
      },
    ],
  };
}
