import { checkCounts } from './share.ts';

/** Bounds of a proportion, both within 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Quantile 0.975 of the standard normal distribution: two-sided 95 %. */
const z = 1.959963984540054;

/**
 * Wilson score interval, 95 %, without continuity correction, for `users` of `total` organisations.
 * Undefined when there is no organisation: nothing is known then.
 *
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
 * the American Statistical Association 22 (1927) 209–212; method 3 of R. G. Newcombe, "Two-sided
 * confidence intervals for the single proportion", Statistics in Medicine 17 (1998) 857–872.
 */
export function wilsonInterval(users: number, total: number): Interval | undefined {
  checkCounts(users, total);
  if (total === 0) return undefined;
  const p = users / total;
  const scale = 1 + z ** 2 / total;
  const centre = (p + z ** 2 / (2 * total)) / scale;
  const half = (z * Math.sqrt((p * (1 - p)) / total + z ** 2 / (4 * total ** 2))) / scale;
  return {
    low: users === 0 ? 0 : Math.max(0, centre - half),
    high: users === total ? 1 : Math.min(1, centre + half),
  };
}

/**
 * What a share can be at most, at 95 %, when none of `total` organisations uses something: the p
 * with (1 − p)^total = 0.05. Undefined when there is no organisation.
 *
 * One-sided Clopper–Pearson bound for zero successes (C. J. Clopper, E. S. Pearson, Biometrika 26
 * (1934) 404–413); its approximation 3/n is the "rule of three" (J. A. Hanley, A. Lippman-Hand, JAMA
 * 249 (1983) 1743–1745).
 */
export function zeroBound(total: number): number | undefined {
  checkCounts(0, total);
  return total === 0 ? undefined : 1 - 0.05 ** (1 / total);
}
