import type { Families } from './forecast-kin.ts';
import { forecastObject } from './forecast-object.ts';
import { judgeOf } from './forecast-target.ts';
import {
  type ForecastObject,
  type ForecastOutcome,
  type ForecastTarget,
  forecastOutcomes,
  type ObjectForecast,
  type Untold,
} from './forecast-types.ts';
import { countReach, type ReachCount } from './reach.ts';

/** What names and shapes cannot show: belongs beside every forecast. */
export const forecastLimits =
  'Names and shapes do not show the program types and hooks that a kfunc is allowed for, sleepable ' +
  'and RCU rules, trusted arguments, capabilities, layouts for CO-RE and struct_ops, attach targets ' +
  'that are gone, changes of the verifier, modules, configuration, and tests for anything but the ' +
  'kfunc itself. What links may still not load, and neither may a fallback.';

/** What becomes of a fleet's objects on a target. */
export interface Forecast {
  readonly objects: readonly ObjectForecast[];
  /** By outcome. A host, a loader or an organisation with objects of several is in each. */
  readonly counts: Readonly<Record<ForecastOutcome, ReachCount & { readonly objects: number }>>;
  /** Objects by why it cannot be told, most first; one may have several reasons. */
  readonly reasons: readonly { readonly reason: Untold; readonly objects: number }[];
  /** `forecastLimits`. */
  readonly limits: string;
}

/**
 * Forecasts, by object, what becomes of programs on another kernel. The rules are those of loaders
 * (libbpf, `bpf_object__resolve_ksym_func_btf_id`; cilium/ebpf, `fixupKfuncs`): one extern that does
 * not link and is not passed over keeps the whole object from loading. In this order:
 * `does-not-link`: a program calls such an extern, and no test for it was seen. `cannot-tell`: see
 * `reasons`. `takes-fallback`: externs do not link, each of which is tested for before it is called,
 * or the object was loaded without it before. `links`: nothing stands against it; whether it loads is
 * not said. With `removal` and `changes` what is not named stays as it is: an object with an extern that
 * is missing already links as it does today. `families` of the lifecycle data tell which kfuncs stand in
 * for each other: an extern that is called for want of its successor need not be there beside it.
 */
export function forecast(
  objects: readonly ForecastObject[],
  target: ForecastTarget,
  families: Families,
): Forecast {
  const judge = judgeOf(target);
  const judged = objects.map((object) => ({
    object,
    result: forecastObject(object, judge, families),
  }));
  const counts = forecastOutcomes.map((outcome) => {
    const own = judged.filter(({ result }) => result.outcome === outcome);
    const reach = countReach(own.flatMap(({ object }) => object.programs));
    return [outcome, { objects: own.length, ...reach }] as const;
  });
  const results = judged.map(({ result }) => result);
  return {
    objects: results,
    counts: Object.fromEntries(counts) as Forecast['counts'],
    reasons: countReasons(results),
    limits: forecastLimits,
  };
}

function countReasons(results: readonly ObjectForecast[]): Forecast['reasons'] {
  const counts = new Map<Untold, number>();
  for (const { reasons } of results)
    for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => ({ reason, objects: count }))
    .sort((a, b) => b.objects - a.objects || (a.reason < b.reason ? -1 : 1));
}
