/**
 * What is published of numbers of hosts to callers outside an organisation: numbers from 1 to 4 as such a
 * range, and as many others withheld as it takes that no range can be narrowed by adding and subtracting
 * (primary and complementary suppression; Hundepool et al., Statistical Disclosure Control, 2012, ch. 4).
 */

/** Numbers of hosts below it, and above 0, are shown as a range. */
export const smallCellThreshold = 5;

/** What is known of a number of hosts: equal bounds where it is exact, no upper bound where it is withheld. */
export interface Bounds {
  readonly least: number;
  readonly most: number | undefined;
}

/** Users among exposed hosts, of all hosts or of a part of them. */
export interface HostCounts {
  readonly users: number;
  readonly exposed: number;
}
/** `HostCounts` as they are published. */
export type HostBounds = Readonly<Record<keyof HostCounts, Bounds>>;

/**
 * A table of parts as it is published. `users-withheld`: of each part only the exposed hosts are told;
 * `withheld`: no part can be told.
 */
export type PublishedParts =
  | { readonly state: 'published' | 'users-withheld'; readonly parts: readonly HostBounds[] }
  | { readonly state: 'withheld' };

const few: Bounds = { least: 1, most: smallCellThreshold - 1 };
const fiveOrMore: Bounds = { least: smallCellThreshold, most: undefined };
const unknown: Bounds = { least: 0, most: undefined };

/** A number alone: exact when it is 0 or not small, else 1 to 4. */
export function published(count: number): Bounds {
  return count > 0 && count < smallCellThreshold ? few : { least: count, most: count };
}

/** Both numbers of all hosts. */
export const publishedCounts = ({ users, exposed }: HostCounts): HostBounds => ({
  users: published(users),
  exposed: published(exposed),
});

const isFew = ({ least, most }: Bounds): boolean => least === few.least && most === few.most;
const isExact = ({ least, most }: Bounds): boolean => least === most;
const mostOf = ({ most }: Bounds): number => most ?? Number.POSITIVE_INFINITY;
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

/**
 * Whether there are numbers within the bounds so that no part has more users than exposed hosts and the
 * parts add up to the total. The least that the exposed hosts of the parts add up to, for a number of users: users are put
 * where exposed hosts are needed anyway first, and each of the others needs one more.
 */
function isPossible(total: HostBounds, parts: readonly HostBounds[]): boolean {
  const needed = parts.map(({ users, exposed }) => Math.max(exposed.least, users.least));
  const room = parts.map(({ users, exposed }) => Math.min(mostOf(users), mostOf(exposed)));
  if (parts.some((_, at) => (needed[at] ?? 0) > mostOf(parts[at]?.exposed ?? unknown)))
    return false;
  if (parts.some(({ users }, at) => users.least > (room[at] ?? 0))) return false;
  const users = Math.max(total.users.least, sum(parts.map((part) => part.users.least)));
  if (users > Math.min(mostOf(total.users), sum(room))) return false;
  const free = sum(parts.map((_, at) => Math.min(room[at] ?? 0, needed[at] ?? 0)));
  const exposed = sum(needed) + Math.max(0, users - free);
  const most = sum(parts.map((part) => mostOf(part.exposed)));
  return exposed <= mostOf(total.exposed) && most >= total.exposed.least;
}

type Measure = keyof HostCounts;
const measures: readonly Measure[] = ['users', 'exposed'];

/** Whether every number that is shown as a range can be each end of it, for all that is published. */
function isProtected(total: HostBounds, parts: readonly HostBounds[]): boolean {
  const ends = [few.least, smallCellThreshold - 1].map((end) => ({ least: end, most: end }));
  return measures.every(
    (measure) =>
      (!isFew(total[measure]) ||
        ends.every((end) => isPossible({ ...total, [measure]: end }, parts))) &&
      parts.every(
        (part, at) =>
          !isFew(part[measure]) ||
          ends.every((end) => isPossible(total, parts.with(at, { ...part, [measure]: end }))),
      ),
  );
}

/**
 * Withholds numbers until those that are ranges are protected: the smallest one that does it alone, else
 * the largest and more. Undefined when nothing is left to withhold.
 */
function protectedParts(
  total: HostBounds,
  parts: readonly HostBounds[],
): readonly HostBounds[] | undefined {
  if (isProtected(total, parts)) return parts;
  const exact = parts
    .flatMap((part, at) => measures.map((measure) => ({ at, measure, bounds: part[measure] })))
    .filter(({ bounds }) => isExact(bounds) && bounds.least >= smallCellThreshold)
    .sort((a, b) => a.bounds.least - b.bounds.least);
  const without = ({ at, measure }: { at: number; measure: Measure }): readonly HostBounds[] =>
    parts.map((part, index) => (index === at ? { ...part, [measure]: fiveOrMore } : part));
  const next = exact.find((one) => isProtected(total, without(one))) ?? exact.at(-1);
  return next && protectedParts(total, without(next));
}

/**
 * What is published of the parts of a whole whose own numbers are `publishedCounts(total)`. Parts may add
 * up to more than the whole (a host that was upgraded is in two): who takes them to add up cannot narrow a
 * range, and who does not knows less.
 */
export function publishedParts(total: HostCounts, parts: readonly HostCounts[]): PublishedParts {
  const whole = publishedCounts(total);
  const shown = parts.map(publishedCounts);
  const all = protectedParts(whole, shown);
  if (all !== undefined) return { state: 'published', parts: all };
  const bare = shown.map((part) => ({ ...part, users: unknown }));
  const exposed = protectedParts(whole, bare);
  return exposed === undefined
    ? { state: 'withheld' }
    : { state: 'users-withheld', parts: exposed };
}
