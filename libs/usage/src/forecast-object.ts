import { attachTargetsOf, externsOf, type SeenExtern } from './forecast-externs.ts';
import {
  type Families,
  isOneOfSeveral,
  type Judged,
  type Kin,
  kinOf,
  mayLink,
} from './forecast-kin.ts';
import type { Judge, Judgement } from './forecast-target.ts';
import type {
  ExternOutcome,
  ForecastObject,
  ForecastOutcome,
  ObjectForecast,
  Untold,
} from './forecast-types.ts';

/** What becomes of one object; see `forecast`. */
export function forecastObject(
  object: ForecastObject,
  judge: Judge,
  families: Families,
): ObjectForecast {
  const judged = externsOf(object).map((extern) => ({ extern, judgement: judge(extern) }));
  const beside = { object, judge, judged, families };
  const outcomes = judged.flatMap((each) => outcomeOf(each, beside));
  const externs = [...outcomes, ...lostTargets(object, judge)].sort((a, b) =>
    a.name < b.name ? -1 : 1,
  );
  const untold = externs.flatMap((each) => (each.kind === 'untold' ? [each.why] : []));
  const reasons = [...new Set([...untold, ...undeclared(object)])].sort();
  const outcome = outcomeOfAll(externs, reasons);
  const told = outcome !== 'cannot-tell';
  return { object: object.object, outcome, externs, reasons: told ? [] : reasons };
}

function outcomeOfAll(
  externs: readonly ExternOutcome[],
  reasons: readonly Untold[],
): ForecastOutcome {
  if (externs.some((each) => each.kind === 'unresolved' && each.fallback === 'none'))
    return 'does-not-link';
  if (reasons.length > 0) return 'cannot-tell';
  return externs.length > 0 ? 'takes-fallback' : 'links';
}

/** What an extern stands beside. */
interface Beside {
  readonly object: ForecastObject;
  readonly judge: Judge;
  readonly judged: readonly Judged[];
  readonly families: Families;
}

function outcomeOf(each: Judged, beside: Beside): ExternOutcome[] {
  const { object, judged, families } = beside;
  const { extern, judgement } = each;
  const { name } = extern;
  if (judgement.kind === 'links') return [];
  if (judgement.kind === 'untold')
    return [{ kind: 'untold', name, why: judgement.why, unresolved: undefined }];
  if (judgement.kind === 'as-now') {
    if (!judged.some((other) => other.judgement.kind === 'unresolved')) return [];
    const staysMissing = extern.loadedWithout && !mayLink(each);
    if (!(staysMissing || isOneOfSeveral(extern, judged))) return [];
    // What is missing here may be called where its kin is gone.
    const isCalled = kinOf(each, judged, families).some(({ lost }) => lost);
    return isCalled ? [{ kind: 'untold', name, why: 'other-path', unresolved: undefined }] : [];
  }
  const { why } = judgement;
  const kin = kinOf(each, judged, families);
  const fallback = besideUnknown(extern, fallbackOf(extern, kin), beside);
  const known = why === 'shape' ? ofShape(fallback, object.linker) : fallback;
  // Its fallback does not run then: the other declaration does.
  if (known === 'seen' && kin.some((each) => each.sameFunction && each.links)) return [];
  return known === 'seen' || known === 'none'
    ? [{ kind: 'unresolved', name, why, fallback: known }]
    : [{ kind: 'untold', name, why: known, unresolved: why }];
}

/** What an object does without an extern, or why it is not known. */
type Fallback = 'seen' | 'none' | Untold;

/**
 * A test for what is missing leaves no trace: what is called for want of its kin looks untested, and
 * may not be called where that links; what is tested for may be called untested where that is gone.
 */
function fallbackOf(extern: SeenExtern, kin: readonly Kin[]): Fallback {
  const fallback = besideKin(extern, kin);
  return fallback === 'seen' && kin.some(({ lost }) => lost) ? 'other-path' : fallback;
}

/**
 * What looks untested may be called for want of a member of its family that the object carries too, and
 * whose name is not known: one that may link on the target would be called there.
 */
function besideUnknown(
  { name }: SeenExtern,
  fallback: Fallback,
  { object, judge, judged, families }: Beside,
): Fallback {
  const [why] = undeclared(object);
  if (fallback !== 'none' || why === undefined) return fallback;
  const known = new Set(judged.map(({ extern }) => extern.name));
  const others = families.familyOf(name)?.members.filter((member) => !known.has(member)) ?? [];
  return others.some((member) => mayBeThere(judge(unseen(member)))) ? why : fallback;
}

/** An extern of which nothing was seen. */
const unseen = (name: string): SeenExtern => ({
  name,
  shape: undefined,
  linkedTo: new Set(),
  modules: new Set(),
  guards: new Set(),
  loadedWithout: false,
  incompatible: false,
});

const mayBeThere = (judgement: Judgement): boolean =>
  judgement.kind === 'as-now' ? judgement.mayCome : judgement.kind !== 'unresolved';

function besideKin(extern: SeenExtern, kin: readonly Kin[]): Fallback {
  if (extern.loadedWithout && kin.some(({ links, sameFunction }) => links && !sameFunction))
    return 'seen';
  const alone = fallbackAlone(extern);
  const mayReplace = kin.some(({ links, wasMissing }) => links && wasMissing);
  return alone === 'none' && mayReplace ? 'other-path' : alone;
}

function fallbackAlone({ guards, loadedWithout }: SeenExtern): Fallback {
  // Called untested on one kernel, missing on another: called for want of what is not known.
  if (guards.has('not-seen')) return loadedWithout ? 'other-path' : 'none';
  if (guards.has('unknown')) return 'guard-unknown';
  return guards.has('tested') || loadedWithout ? 'seen' : 'not-called';
}

/** What the loader makes of a shape that differs. */
function ofShape(fallback: Fallback, linker: ForecastObject['linker']): Fallback {
  if (linker === 'cilium') return 'none';
  return linker === 'unknown' && fallback === 'seen' ? 'loader-unknown' : fallback;
}

/** Why more externs may be missing than are known. */
function undeclared({ declarations }: ForecastObject): Untold[] {
  if (declarations === 'complete') return [];
  return [declarations === 'dropped' ? 'names-dropped' : declarations];
}

/** Kfuncs that programs attach to, and that go. */
function lostTargets(object: ForecastObject, judge: Judge): ExternOutcome[] {
  return [...attachTargetsOf(object)].flatMap((target) => {
    const judgement = judge(target);
    if (judgement.kind !== 'unresolved') return [];
    const { why } = judgement;
    return [{ kind: 'untold', name: target.name, why: 'attach-target', unresolved: why }];
  });
}
