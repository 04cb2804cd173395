import { PanelBuilder as BarGauge } from '@grafana/grafana-foundation-sdk/bargauge';
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BarGaugeDisplayMode,
  BigValueColorMode,
  BigValueGraphMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizOrientation,
  VizTextDisplayOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  type DynamicConfigValue,
  FieldColorBuilder,
  FieldColorModeId,
  type Panel,
  ThresholdsConfigBuilder,
  ThresholdsMode,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as Stat } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as Table } from '@grafana/grafana-foundation-sdk/table';
import { PanelBuilder as Text, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { PanelBuilder as TimeSeries } from '@grafana/grafana-foundation-sdk/timeseries';
import { type Columns, propertiesOf } from './columns.ts';
import { clickHouseQuery, dataSource, type Format } from './query.ts';

/** What every panel with data has. */
export interface PanelOptions {
  /** Stays as it is when panels move: links and alert rules name it. */
  readonly id: number;
  readonly title: string;
  /** What is shown, how it is counted, and what it leaves out. */
  readonly description: string;
  /** Columns of 24, and rows. */
  readonly size: readonly [width: number, height: number];
  /** Name of its query under `dashboards/sql`. */
  readonly sql: string;
  readonly columns: Columns;
  /** What stands there when there is nothing to show. */
  readonly noValue: string;
}

/** The part of every panel builder of the SDK that is used here. */
interface AnyPanel {
  id(id: number): this;
  title(title: string): this;
  description(text: string): this;
  span(width: number): this;
  height(height: number): this;
  datasource(reference: { type: string; uid: string }): this;
  withTarget(target: Builder<Dataquery>): this;
  unit(unit: string): this;
  noValue(text: string): this;
  thresholds(thresholds: Builder<unknown>): this;
  overrideByName(name: string, properties: DynamicConfigValue[]): this;
}

const neutral = new ThresholdsConfigBuilder()
  .mode(ThresholdsMode.Absolute)
  .steps([{ value: null, color: 'text' }]);

/** The same in every tile: left to itself each takes the size that fits it. */
const text = (title: number, value: number) =>
  new VizTextDisplayOptionsBuilder().titleSize(title).valueSize(value);

function filled<P extends AnyPanel>(
  panel: P,
  options: PanelOptions,
  format: Format,
  ofEach: DynamicConfigValue[] = [],
): P {
  const [width, height] = options.size;
  panel
    .id(options.id)
    .title(options.title)
    .description(options.description)
    .span(width)
    .height(height)
    .datasource(dataSource)
    .withTarget(clickHouseQuery(options.sql, format))
    .unit('short')
    .noValue(options.noValue)
    .thresholds(neutral);
  for (const [name, column] of Object.entries(options.columns))
    panel.overrideByName(name, [...propertiesOf(column), ...ofEach]);
  return panel;
}

/** Figures of one row, a tile for each column. */
export function stat(options: PanelOptions): Builder<Panel> {
  return filled(new Stat(), options, 'table')
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Thresholds))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.None)
    .text(text(13, 24))
    .reduceOptions(
      new ReduceDataOptionsBuilder().calcs(['lastNotNull']).fields('/.*/').values(false),
    );
}

/** Options of a panel over time. */
export interface TrendOptions extends PanelOptions {
  /** Values of series are put on one another. */
  readonly stacked?: boolean;
  /** The least distance of two points: how finely the data goes. Default a day. */
  readonly interval?: string;
  /** How much time before its end is shown, where that is not all of it. */
  readonly timeFrom?: string;
}

/** Series over days: the first column of the result is `time`. */
export function trend({
  stacked = false,
  interval = '1d',
  timeFrom,
  ...options
}: TrendOptions): Builder<Panel> {
  const panel = filled(new TimeSeries(), options, 'time')
    .interval(interval)
    .min(0)
    .drawStyle(GraphDrawStyle.Line)
    // On top of others the line of a series without values would be the colour of all of them.
    .lineWidth(stacked ? 0 : 2)
    .fillOpacity(stacked ? 70 : 10)
    .showPoints(VisibilityMode.Auto)
    .spanNulls(false)
    .stacking(new StackingConfigBuilder().mode(stacked ? StackingMode.Normal : StackingMode.None))
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.Table)
        .placement(LegendPlacement.Bottom)
        .calcs(['lastNotNull', 'max']),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi));
  return timeFrom === undefined ? panel : panel.timeFrom(timeFrom);
}

/** Else each empty cell has the text that stands for an empty table. */
const emptyCell: DynamicConfigValue = { id: 'noValue', value: '–' };

/** Rows of a result. */
export function table(options: PanelOptions): Builder<Panel> {
  return filled(new Table(), options, 'table', [emptyCell]).filterable(true).minWidth(70);
}

/** A bar for each row: a column of names, then a column of numbers. */
export function bars(options: PanelOptions): Builder<Panel> {
  return filled(new BarGauge(), options, 'table')
    .colorScheme(new FieldColorBuilder().mode(FieldColorModeId.Fixed).fixedColor('blue'))
    .displayMode(BarGaugeDisplayMode.Basic)
    .text(text(13, 14))
    .orientation(VizOrientation.Horizontal)
    .reduceOptions(new ReduceDataOptionsBuilder().values(true).calcs([]).fields(''));
}

/** Text that explains, in Markdown. */
export function note(
  id: number,
  title: string,
  size: readonly [number, number],
  text: string,
): Builder<Panel> {
  return new Text()
    .id(id)
    .title(title)
    .description('How to read this dashboard.')
    .span(size[0])
    .height(size[1])
    .mode(TextMode.Markdown)
    .content(text);
}
