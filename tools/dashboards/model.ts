/** The parts of Grafana's classic dashboard JSON that are read here. */
export interface Target {
  readonly refId: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly rawSql: string;
  readonly format: number;
}

/** An override of the fields of one column. */
export interface Override {
  readonly matcher: { readonly id: string; readonly options: unknown };
  readonly properties: readonly { readonly id: string; readonly value: unknown }[];
}

/** A panel, or a row with panels. */
export interface PanelJson {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: { readonly type: string; readonly uid: string };
  readonly gridPos: {
    readonly x: number;
    readonly y: number;
    readonly w: number;
    readonly h: number;
  };
  readonly targets?: readonly Target[];
  readonly repeat?: string;
  readonly interval?: string;
  readonly options?: unknown;
  readonly fieldConfig?: {
    readonly defaults: { readonly unit?: string; readonly noValue?: string };
    readonly overrides: readonly Override[];
  };
  readonly panels?: readonly PanelJson[];
}

/** A variable. */
export interface VariableJson {
  readonly name: string;
  readonly label?: string;
  readonly type: string;
  readonly query?: string | { readonly rawSql: string };
  readonly multi?: boolean;
  readonly includeAll?: boolean;
  readonly allValue?: string;
  readonly refresh?: number;
}

/** A dashboard. */
export interface DashboardJson {
  readonly uid: string;
  readonly title: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly editable: boolean;
  readonly refresh?: string;
  readonly timezone?: string;
  readonly time: { readonly from: string; readonly to: string };
  readonly links: readonly unknown[];
  readonly panels: readonly PanelJson[];
  readonly templating: { readonly list: readonly VariableJson[] };
  readonly annotations: {
    readonly list?: readonly { readonly name: string; readonly target?: Target }[];
  };
}

/** All panels but rows, those of shut rows included. */
export function panelsOf({ panels }: DashboardJson): readonly PanelJson[] {
  return panels.flatMap((panel) => (panel.type === 'row' ? (panel.panels ?? []) : [panel]));
}

/** A query of a dashboard, and where it stands. */
export interface Query {
  readonly dashboard: string;
  readonly kind: 'panel' | 'variable' | 'annotation';
  /** Title or name. */
  readonly name: string;
  readonly sql: string;
  /** 0: rows over time; 1: a table. */
  readonly format: number;
  readonly panel?: PanelJson;
}

/** All queries of a dashboard. */
export function queriesOf(dashboard: DashboardJson): readonly Query[] {
  const { uid, templating, annotations } = dashboard;
  const panels = panelsOf(dashboard).flatMap((panel) =>
    (panel.targets ?? []).map(({ rawSql, format }): Query => {
      const name = `${panel.id} ${panel.title}`;
      return { dashboard: uid, kind: 'panel', name, sql: rawSql, format, panel };
    }),
  );
  const variables = templating.list.flatMap(({ name, type, query }): Query[] => {
    if (type !== 'query') return [];
    const sql = typeof query === 'string' ? query : (query?.rawSql ?? '');
    return [{ dashboard: uid, kind: 'variable', name, sql, format: 1 }];
  });
  const marks = (annotations.list ?? []).flatMap(({ name, target }): Query[] =>
    target === undefined
      ? []
      : [{ dashboard: uid, kind: 'annotation', name, sql: target.rawSql, format: target.format }],
  );
  return [...panels, ...variables, ...marks];
}

/** How often the JSON has a query: counted without knowing where queries stand. */
export function countRawSql(json: unknown): number {
  if (Array.isArray(json)) return json.reduce<number>((sum, one) => sum + countRawSql(one), 0);
  if (typeof json !== 'object' || json === null) return 0;
  return Object.entries(json).reduce(
    (sum, [key, value]) => sum + (key === 'rawSql' ? 1 : countRawSql(value)),
    0,
  );
}
