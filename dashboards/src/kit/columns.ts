import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';

/** How a column of a result is shown. */
export interface Column {
  /** Heading, or name of the series. */
  readonly name: string;
  /** Grafana's id of a unit; `string` for texts. */
  readonly unit: string;
  /** Where a click leads. */
  readonly link?: { readonly title: string; readonly url: string };
  /** Pixels. */
  readonly width?: number;
  /** A bar in the cell, from 0 to 1. */
  readonly gauge?: boolean;
  /** A colour name; not the only sign of anything. */
  readonly colour?: string;
  /** Of a series over time: on the right axis. */
  readonly right?: boolean;
  /** Of a series over time: single points, not joined to the others. */
  readonly points?: boolean;
  /** Of a series over time: bars. */
  readonly bars?: boolean;
  /** Of a series over time: a dashed line. */
  readonly dashed?: boolean;
  /** Not shown; there for links. */
  readonly hidden?: boolean;
  /** Values from which on a colour is another, for what someone acts on. */
  readonly steps?: readonly (readonly [from: number | null, colour: string])[];
}

/** Columns of a result by their name in the SQL. Every column of the result must be there. */
export type Columns = Readonly<Record<string, Column>>;

const property = (id: string, value: unknown): DynamicConfigValue => ({ id, value });

function cell({ gauge }: Column): DynamicConfigValue[] {
  if (gauge !== true) return [];
  return [
    property('custom.cellOptions', { type: 'gauge', mode: 'basic', valueDisplayMode: 'text' }),
    property('min', 0),
    property('max', 1),
  ];
}

function line({ right, points, bars, dashed }: Column): DynamicConfigValue[] {
  return [
    ...(right === true
      ? [property('custom.axisPlacement', 'right'), property('min', 0), property('max', 1)]
      : []),
    ...(points === true
      ? [property('custom.drawStyle', 'points'), property('custom.pointSize', 8)]
      : []),
    ...(bars === true
      ? [property('custom.drawStyle', 'bars'), property('custom.fillOpacity', 60)]
      : []),
    ...(dashed === true ? [property('custom.lineStyle', { fill: 'dash', dash: [8, 8] })] : []),
  ];
}

/** The properties with which a panel overrides the fields of a column. */
export function propertiesOf(column: Column): DynamicConfigValue[] {
  const { name, unit, link, width, colour, hidden, steps } = column;
  return [
    property('displayName', name),
    property('unit', unit),
    ...(link === undefined ? [] : [property('links', [{ ...link, targetBlank: false }])]),
    ...(width === undefined ? [] : [property('custom.width', width)]),
    ...(colour === undefined ? [] : [property('color', { mode: 'fixed', fixedColor: colour })]),
    ...(hidden === true ? [property('custom.hidden', true)] : []),
    ...(steps === undefined
      ? []
      : [
          property('thresholds', {
            mode: 'absolute',
            steps: steps.map(([value, color]) => ({ value, color })),
          }),
          property('color', { mode: 'thresholds' }),
        ]),
    ...cell(column),
    ...line(column),
  ];
}

/** A whole number of hosts, programs or the like. */
export const count = (name: string, rest: Partial<Column> = {}): Column => ({
  name,
  unit: 'short',
  ...rest,
});

/** A share from 0 to 1, with a bar. */
export const share = (name: string, rest: Partial<Column> = {}): Column => ({
  name,
  unit: 'percentunit',
  gauge: true,
  ...rest,
});

/** Words. */
export const words = (name: string, rest: Partial<Column> = {}): Column => ({
  name,
  unit: 'string',
  ...rest,
});

/** A UTC day or instant, shown by its distance from now. */
export const ago = (name: string, rest: Partial<Column> = {}): Column => ({
  name,
  unit: 'dateTimeFromNow',
  ...rest,
});
