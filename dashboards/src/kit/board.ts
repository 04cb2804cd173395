import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQuery,
  AnnotationQueryBuilder,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  DashboardLinkBuilder,
  DashboardLinkType,
  type Panel,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { clickHouseQuery, dataSource } from './query.ts';

/** Panels under a heading. */
export interface Row {
  /** Of the heading; panels of a row have ids above it. */
  readonly id: number;
  readonly title: string;
  /** Shut until it is opened; its queries run then. Default false. */
  readonly collapsed?: boolean;
  readonly panels: readonly Builder<Panel>[];
}

/** A dashboard, which answers one question. */
export interface Board {
  /** Also the name of its file. */
  readonly uid: string;
  readonly title: string;
  /** The question. */
  readonly description: string;
  /** Time range that it opens with. */
  readonly from: string;
  readonly to: string;
  /** '' for none. */
  readonly refresh: string;
  readonly variables: readonly Builder<VariableModel>[];
  readonly annotations: readonly Builder<AnnotationQuery>[];
  readonly rows: readonly Row[];
}

/** A query of marks over the panels: columns time, timeEnd, title, text, tags. */
export const annotation = (
  name: string,
  sql: string,
  colour: string,
  enable = true,
): Builder<AnnotationQuery> =>
  new AnnotationQueryBuilder()
    .name(name)
    .datasource(dataSource)
    .enable(enable)
    .iconColor(colour)
    .target(clickHouseQuery(sql, 'table', 'Anno'));

/** The dashboard as Grafana takes it. */
export function build(board: Board): Dashboard {
  const builder = new DashboardBuilder(board.title)
    .uid(board.uid)
    .description(board.description)
    .tags(['kfunc'])
    .timezone('utc')
    .time({ from: board.from, to: board.to })
    .refresh(board.refresh)
    .readonly()
    .tooltip(DashboardCursorSync.Crosshair)
    .link(
      new DashboardLinkBuilder('kfunc dashboards')
        .type(DashboardLinkType.Dashboards)
        .tags(['kfunc'])
        .asDropdown(true)
        .includeVars(true)
        .keepTime(true),
    );
  for (const variable of board.variables) builder.withVariable(variable);
  for (const one of board.annotations) builder.annotation(one);
  for (const { id, title, collapsed = false, panels } of board.rows) {
    const row = new RowBuilder(title).id(id).collapsed(collapsed);
    if (collapsed) for (const panel of panels) row.withPanel(panel);
    builder.withRow(row);
    if (!collapsed) for (const panel of panels) builder.withPanel(panel);
  }
  return builder.build();
}
