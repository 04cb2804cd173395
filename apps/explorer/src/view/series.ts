/** A day of a chart. */
export interface ChartDay {
  readonly day: string;
  /** Whether everything of it is known to be stored. */
  readonly complete: boolean;
  /** Null: nothing can be said of this day, which is no zero. */
  readonly values: readonly (number | null)[];
}

/** A mark on a day. */
export interface ChartMark {
  readonly day: string;
  readonly label: string;
}

/** A rectangle of a drawing, in its units. */
export interface Box {
  readonly width: number;
  readonly height: number;
}

/** The smallest round number that is no less, so that little of a chart is empty; 1 at least. */
export function niceMaximum(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(most, 1)));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= most) ?? 1;
}

/** Middle of a day among so many, in a drawing of this width. */
export const xOf = (index: number, days: number, { width }: Box): number =>
  ((index + 0.5) * width) / Math.max(days, 1);

/** Height at which a value stands, from the top. */
export const yOf = (value: number, most: number, { height }: Box): number =>
  height - (value / most) * height;

/** The `d` of an SVG path along one of the values; days without a value break it. */
export function linePath(
  days: readonly ChartDay[],
  column: number,
  most: number,
  box: Box,
): string {
  let pen = 'M';
  const parts: string[] = [];
  days.forEach(({ values }, index) => {
    const value = values[column] ?? null;
    if (value === null) {
      pen = 'M';
      return;
    }
    const x = xOf(index, days.length, box).toFixed(1);
    parts.push(`${pen}${x} ${yOf(value, most, box).toFixed(1)}`);
    // A day that stands alone is a dot: a line of no length with round ends.
    if (pen === 'M' && (days[index + 1]?.values[column] ?? null) === null) parts.push('h0.01');
    pen = 'L';
  });
  return parts.join('');
}

/** A day of the API's series; where nobody reported, nothing is known of users. */
export const seriesDay = (day: {
  readonly day: string;
  readonly complete: boolean;
  readonly reporting: number;
  readonly exposed: number;
  readonly users: number;
}): ChartDay => ({
  day: day.day,
  complete: day.complete,
  values: day.reporting === 0 ? [null, null] : [day.exposed, day.exposed === 0 ? null : day.users],
});

/** Series of kfuncs by `name module`, out of the export, which has one JSON text per line. */
export function readSeries(ndjson: string): ReadonlyMap<string, readonly ChartDay[]> {
  const series = new Map<string, ChartDay[]>();
  for (const line of ndjson.split('\n')) {
    if (line === '') continue;
    const row = JSON.parse(line) as Readonly<Record<string, string & number & boolean>>;
    const key = `${row.kfunc} ${row.module}`;
    const days = series.get(key) ?? [];
    days.push(
      seriesDay({
        day: String(row.day),
        complete: row.day_complete === (true as unknown),
        reporting: Number(row.day_reporting),
        exposed: Number(row.day_exposed),
        users: Number(row.day_users),
      }),
    );
    series.set(key, days);
  }
  return series;
}
