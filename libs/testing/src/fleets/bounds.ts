/** Where a function that rises from below 0 to above it, between two points, is 0: by halving. */
function rootOf(rising: (x: number) => number, from: number, to: number): number {
  let [low, high] = [from, to];
  for (let step = 0; step < 200; step += 1) {
    const middle = (low + high) / 2;
    if (rising(middle) > 0) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}

/** Half the width in standard deviations of a two-sided interval of 95 %. */
const z = 1.959963984540054;

/**
 * The bounds of a share of organisations, from what they mean and not from the formulas in use. The
 * Wilson interval is of all p of which the observed share is at most `z` standard deviations away; the
 * bound without users the p at which none of `total` is a chance of 5 %.
 */
export function boundsOf(users: number, total: number) {
  if (total === 0) return { low: null, high: null, zeroBound: null };
  if (users === 0) {
    const zeroBound = rootOf((p) => 0.05 - (1 - p) ** total, 0, 1);
    return { low: null, high: null, zeroBound };
  }
  const share = users / total;
  const away = (p: number) => (share - p) ** 2 * total - z ** 2 * p * (1 - p);
  const low = rootOf((p) => -away(p), 0, share);
  const high = users === total ? 1 : rootOf(away, share, 1);
  return { low, high, zeroBound: null };
}
