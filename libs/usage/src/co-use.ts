import { CensusError } from '@kfunc-census/errors';

/** Two kfuncs that programs use together; `a` sorts before `b`. Numbers are programs. */
export interface CoUse {
  readonly a: string;
  readonly b: string;
  readonly both: number;
  readonly either: number;
  /**
   * both / either, above 0 and at most 1: P. Jaccard, "Étude comparative de la distribution florale",
   * Bulletin de la Société vaudoise des sciences naturelles 37 (1901) 547–579.
   */
  readonly jaccard: number;
}

/** The pairs that were asked for, and how many there are. */
export interface CoUses {
  readonly pairs: readonly CoUse[];
  readonly total: number;
}

/** What a list of pairs is restricted to. */
export interface CoUseQuestion {
  /** At most so many pairs. */
  readonly limit: number;
  /** Only pairs with this kfunc; without it all, which takes time by the square of a program's kfuncs. */
  readonly kfunc?: string;
}

/**
 * Which kfuncs the same programs use: pairs by the number of programs that use both, then by
 * Jaccard index, then by name. `programs`: of each program the kfuncs that it uses; one that comes
 * twice counts once. Throws `internal/unexpected` on a limit that is no count.
 */
export function coUses(
  programs: Iterable<Iterable<string>>,
  { limit, kfunc }: CoUseQuestion,
): CoUses {
  if (!Number.isSafeInteger(limit) || limit < 0)
    throw new CensusError('internal/unexpected', `${limit} is no number of pairs.`);
  const users = new Map<string, number>();
  const together = new Map<string, Map<string, number>>();
  for (const program of programs) {
    const kfuncs = [...new Set(program)].sort();
    for (const each of kfuncs) add(users, each);
    const partners = kfuncs.filter((each) => kfunc === undefined || each === kfunc);
    for (const each of kfuncs) addPairs(together, each, each === kfunc ? kfuncs : partners);
  }
  const pairs = [...together].flatMap(([a, others]) =>
    [...others].map(([b, both]) => pairOf(a, b, both, users)),
  );
  return { pairs: pairs.sort(byStrength).slice(0, limit), total: pairs.length };
}

/** Counts the pairs of a kfunc with those that sort behind it. */
function addPairs(
  together: Map<string, Map<string, number>>,
  kfunc: string,
  others: readonly string[],
): void {
  const counts = together.get(kfunc) ?? new Map<string, number>();
  together.set(kfunc, counts);
  for (const other of others) if (other > kfunc) add(counts, other);
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function pairOf(a: string, b: string, both: number, users: ReadonlyMap<string, number>): CoUse {
  const either = (users.get(a) ?? 0) + (users.get(b) ?? 0) - both;
  return { a, b, both, either, jaccard: both / either };
}

function byStrength(x: CoUse, y: CoUse): number {
  if (x.both !== y.both) return y.both - x.both;
  if (x.either !== y.either) return x.either - y.either;
  return x.a === y.a ? compare(x.b, y.b) : compare(x.a, y.a);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
