import type { KfuncLifecycle } from '@kfunc-census/query';
import type { ChartMark } from './series.ts';

/** What happened to a kfunc in a kernel line, in words. */
export interface LineEvent {
  readonly version: string;
  readonly text: string;
}

/** All that the lifecycle data tells of a name, in the order of its lives. */
export function eventsOf({ lives }: Pick<KfuncLifecycle, 'lives'>): readonly LineEvent[] {
  return lives.flatMap((life) => [
    { version: life.introduced.version, text: 'introduced' },
    ...life.signature_changes.map(({ version, kind }) => ({ version, text: kind })),
    ...life.marks.map(({ version, kind }) => ({ version, text: `marked (${kind})` })),
    ...(life.alias_of === null
      ? []
      : [{ version: life.alias_of.since, text: `alias of ${life.alias_of.name}` }]),
    ...(life.ended === null ? [] : [{ version: life.ended.version, text: life.ended.kind }]),
  ]);
}

/** The marks of a chart, and what is outside of its days or has no day. */
export interface Marks {
  readonly inside: readonly ChartMark[];
  readonly outside: readonly string[];
}

/**
 * Releases of kernel lines within the days, with what they did to the kfunc; and, as sentences, what
 * it went through at other times. `released`: UTC days by kernel line.
 */
export function marksOf(
  events: readonly LineEvent[],
  days: { readonly from: string; readonly to: string },
  released: Readonly<Record<string, string>>,
): Marks {
  const within = (day: string | undefined): day is string =>
    day !== undefined && day >= days.from && day <= days.to;
  const inside = Object.entries(released)
    .filter(([, day]) => within(day))
    .map(([version, day]) => {
      const texts = events.filter((event) => event.version === version).map(({ text }) => text);
      return { day, label: [version, ...texts].join(' ') };
    });
  const outside = events
    .filter(({ version }) => !within(released[version]))
    .map(({ version, text }) => {
      const day = released[version];
      return `${text} in ${version}${day === undefined ? '' : `, released ${day}`}`;
    });
  return { inside, outside };
}
