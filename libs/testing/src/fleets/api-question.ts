import { addDays } from '@kfunc-census/usage';
import fc from 'fast-check';
import { carriedNames } from './builds.ts';
import type { ListAsked } from './expected/detail.ts';
import type { ForecastAsked } from './expected/forecast.ts';
import type { DayMarks } from './expected/frame.ts';
import type { Kfunc } from './expected/kfuncs.ts';
import type { PartAsked } from './expected/parts.ts';
import { type Asked, type HeldFleet, rowsInReach } from './expected/rows.ts';
import { type QuestionSketch, questionOf, questionSketch } from './random-question.ts';
import { lineOf } from './truth.ts';

/** What is asked over the API beside what every reader is asked; numbers are taken modulo. */
export const apiSketch = fc.record({
  question: questionSketch,
  wide: fc.boolean(),
  line: fc.boolean(),
  used: fc.constantFrom<ListAsked['used']>('any', 'any', 'used', 'unused'),
  sort: fc.constantFrom<ListAsked['sort']>('name', 'users'),
  limit: fc.constantFrom(1, 3, 5000),
  open: fc.nat(2),
  letters: fc.array(fc.record({ day: fc.nat(11), organisation: fc.nat(2) }), { maxLength: 2 }),
  forecast: fc.constantFrom<'remove' | 'to' | 'catalogues'>('remove', 'to', 'catalogues'),
  target: fc.nat(200),
  part: fc.constantFrom<PartAsked | 'family'>(
    'family',
    'family',
    ...(['line', 'release', 'distro', 'arch', 'organisation'] as const).map(
      (by) => ({ route: 'strata', by }) as const,
    ),
    { route: 'uses', by: 'type' },
    { route: 'uses', by: 'loader' },
    { route: 'co-use' },
  ),
});
/** One of `apiSketch`. */
export type ApiSketch = typeof apiSketch extends fc.Arbitrary<infer T> ? T : never;

/** A question to all routes. */
export interface ApiQuestion {
  readonly asked: Asked;
  readonly kfunc: Kfunc;
  readonly list: ListAsked;
  readonly forecast: ForecastAsked | undefined;
  readonly marks: DayMarks;
  /** One more question about the kfunc: all of them of every fleet would take too long. */
  readonly part: PartAsked | 'family';
}

const at = <T>(items: readonly T[], index: number): T | undefined => items[index % items.length];

function marksOf(fleet: HeldFleet, { open, letters }: ApiSketch): DayMarks {
  const passed = fleet.days.length - Math.min(open, fleet.days.length);
  return {
    closed: passed === 0 ? '' : addDays(fleet.plan.start, passed - 1),
    letters: letters.map(({ day, organisation }) => ({
      day: at(fleet.days, day) ?? '',
      organisation: at(fleet.organisations, organisation) ?? '',
    })),
  };
}

function forecastAsked(
  fleet: HeldFleet,
  asked: Asked,
  { forecast, target }: ApiSketch,
): ForecastAsked | undefined {
  const rows = rowsInReach(fleet, asked);
  if (forecast !== 'remove') {
    const sent = forecast === 'catalogues';
    const kernels = sent ? fleet.kernels : new Set(rows.map(({ view }) => view.kernel));
    const to = at([...kernels], target);
    return to && { to, sent };
  }
  const builds = new Set(rows.flatMap(({ view }) => view.objects.map(({ build }) => build)));
  const names = [...new Set([...builds].flatMap(carriedNames))].sort();
  const first = at(names, target);
  const second = at(names, Math.floor(target / 7));
  if (first === undefined || second === undefined) return undefined;
  return { remove: target % 3 === 0 ? [...new Set([first, second])] : [first] };
}

/** The question of a sketch to a fleet. */
export function apiQuestionOf(fleet: HeldFleet, sketch: ApiSketch): ApiQuestion {
  const { organisation, window, stratum, kfunc } = questionOf(
    fleet,
    sketch.question satisfies QuestionSketch,
  );
  const kernel = at(fleet.kernels, sketch.question.kernel);
  const line = sketch.line && kernel !== undefined ? { line: lineOf(kernel) } : {};
  const asked: Asked = {
    organisation: sketch.wide ? undefined : organisation,
    window,
    stratum: { ...stratum, ...line },
  };
  return {
    asked,
    kfunc,
    list: { used: sketch.used, sort: sketch.sort, limit: sketch.limit },
    forecast: forecastAsked(fleet, asked, sketch),
    marks: marksOf(fleet, sketch),
    part: sketch.part,
  };
}
