/** Pairs of neighbouring characters, the ends included. */
function pairs(name: string): ReadonlySet<string> {
  const padded = ` ${name.toLowerCase()} `;
  return new Set(Array.from({ length: padded.length - 1 }, (_, at) => padded.slice(at, at + 2)));
}

/** Below this likeness a name is not worth naming. */
const least = 0.35;

/**
 * Up to `count` known names that look like `name`, nearest first. Likeness: Dice coefficient over
 * pairs of characters (L. R. Dice, Ecology 26 (1945) 297–302), 1 for equal names, 0 for nothing in
 * common; it finds swapped parts and missing prefixes as well as typing errors.
 */
export function nearestNames(
  name: string,
  known: readonly string[],
  count: number,
): readonly string[] {
  const wanted = pairs(name);
  return [...new Set(known)]
    .map((candidate) => {
      const own = pairs(candidate);
      const common = [...own].filter((pair) => wanted.has(pair)).length;
      return { candidate, likeness: (2 * common) / (own.size + wanted.size) };
    })
    .filter(({ likeness }) => likeness >= least)
    .sort((a, b) => b.likeness - a.likeness || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, count)
    .map(({ candidate }) => candidate);
}
