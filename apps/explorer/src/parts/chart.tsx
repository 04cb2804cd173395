import { count } from '../view/format.ts';
import {
  type Box,
  type ChartDay,
  type ChartMark,
  linePath,
  niceMaximum,
  xOf,
  yOf,
} from '../view/series.ts';
import { Table } from './table.tsx';
import { Unknown } from './text.tsx';

const box: Box = { width: 640, height: 150 };

/** A line of a chart: what it is called, and the class that gives it its colour. */
export interface ChartLine {
  readonly title: string;
  readonly kind: string;
}

const mostOf = (days: readonly ChartDay[]): number =>
  niceMaximum(Math.max(0, ...days.flatMap(({ values }) => values.map((value) => value ?? 0))));

function Days({ days }: { days: readonly ChartDay[] }) {
  const width = box.width / Math.max(days.length, 1);
  return (
    <>
      {days.map(({ day, complete, values }, index) => {
        const silent = values.every((value) => value === null);
        if (complete && !silent) return null;
        return (
          <rect
            key={day}
            class={silent ? 'silent' : 'open'}
            x={index * width}
            width={width}
            height={box.height}
          />
        );
      })}
    </>
  );
}

function Marks({ days, marks }: { days: readonly ChartDay[]; marks: readonly ChartMark[] }) {
  return (
    <>
      {marks.map(({ day, label }, index) => {
        const x = xOf(
          days.findIndex((each) => each.day === day),
          days.length,
          box,
        );
        const left = x > box.width * 0.7;
        return (
          <g key={`${day} ${label}`} class="mark">
            <line x1={x} x2={x} y1={-14} y2={box.height} />
            <text
              x={left ? x - 4 : x + 4}
              y={-4 - 12 * (index % 2)}
              text-anchor={left ? 'end' : 'start'}
            >
              {label}
            </text>
          </g>
        );
      })}
    </>
  );
}

function Drawing({ days, lines, marks }: ChartProps) {
  const most = mostOf(days);
  const last = days.at(-1)?.day ?? '';
  return (
    <svg class="chart" viewBox={`-44 -30 ${box.width + 56} ${box.height + 52}`} aria-hidden="true">
      {[0, most / 2, most].filter(Number.isInteger).map((value) => (
        <g key={value} class="grid">
          <line x1="0" x2={box.width} y1={yOf(value, most, box)} y2={yOf(value, most, box)} />
          <text x="-6" y={yOf(value, most, box) + 4} text-anchor="end">
            {count(value)}
          </text>
        </g>
      ))}
      <Days days={days} />
      {lines.map(({ title, kind }, column) => (
        <path key={title} class={`line ${kind}`} d={linePath(days, column, most, box)} />
      ))}
      <Marks days={days} marks={marks} />
      <g class="grid">
        <text x="0" y={box.height + 17}>
          {days[0]?.day}
        </text>
        <text x={box.width} y={box.height + 17} text-anchor="end">
          {last}
        </text>
      </g>
    </svg>
  );
}

/** What a chart shows; each day has a value for each line. */
export interface ChartProps {
  readonly days: readonly ChartDay[];
  readonly lines: readonly ChartLine[];
  readonly marks: readonly ChartMark[];
}

/**
 * Lines over days, with the same figures in a table below. A day of which nothing is known is a gap,
 * and a day that is not complete is shaded.
 */
export function Chart({ caption, ...props }: ChartProps & { caption: string }) {
  const { days, lines } = props;
  if (days.every(({ values }) => values.every((value) => value === null)))
    return <p class="unknown">Nobody reported in these days: nothing is known of them.</p>;
  const columns = [
    { title: 'UTC day', cell: ({ day }: ChartDay) => day },
    ...lines.map(({ title }, column) => ({
      title,
      figure: true,
      cell: ({ values }: ChartDay) => {
        const value = values[column] ?? null;
        return value === null ? <Unknown /> : count(value);
      },
    })),
    {
      title: 'State',
      cell: ({ complete }: ChartDay) => (complete ? 'complete' : 'incomplete: it can still grow'),
    },
  ];
  return (
    <figure>
      <Drawing {...props} />
      <figcaption>
        {lines.map(({ title, kind }) => (
          <span key={title} class={`key ${kind}`}>
            {title}
          </span>
        ))}
        {days.some(({ complete }) => !complete) ? (
          <span class="key open">incomplete day</span>
        ) : null}
        {days.some(({ values }) => values.every((value) => value === null)) ? (
          <span class="key silent">unknown</span>
        ) : null}
      </figcaption>
      <details>
        <summary>Figures of the chart</summary>
        <Table caption={caption} columns={columns} rows={days} keyOf={({ day }) => day} />
      </details>
    </figure>
  );
}

const small: Box = { width: 96, height: 20 };

/** Users day by day, small, against the exposed hosts; in words for who does not see it. */
export function Sparkline({ days }: { days: readonly ChartDay[] }) {
  const known = days.flatMap(({ values: [exposed, users] }) =>
    exposed == null || users == null ? [] : [{ exposed, users }],
  );
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined)
    return <Unknown>no day with exposed hosts</Unknown>;
  const most = Math.max(1, ...known.map(({ exposed }) => exposed));
  const title = `users a day: ${first.users} of ${first.exposed} at first, ${last.users} of ${last.exposed} at last`;
  return (
    <svg
      class="spark"
      viewBox={`-2 -2 ${small.width + 4} ${small.height + 4}`}
      role="img"
      aria-label={title}
    >
      <title>{title}</title>
      <line class="axis" x1="0" x2={small.width} y1={small.height} y2={small.height} />
      <path class="line users" d={linePath(days, 1, most, small)} />
    </svg>
  );
}
