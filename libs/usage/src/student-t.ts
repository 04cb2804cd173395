import { CensusError } from '@kfunc-census/errors';

/**
 * Probability that |t| is at most `t` for Student's t with a whole number of degrees of freedom, by
 * the finite series 26.7.3 and 26.7.4 of M. Abramowitz, I. A. Stegun (eds.), Handbook of Mathematical
 * Functions, National Bureau of Standards, 1964.
 */
function centralProbability(t: number, degrees: number): number {
  const theta = Math.atan(t / Math.sqrt(degrees));
  const cos = Math.cos(theta);
  const odd = degrees % 2 === 1;
  let term = odd ? cos : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let at = odd ? 3 : 2; at < degrees; at += 2) {
    term *= ((at - 1) / at) * cos ** 2;
    sum += term;
  }
  const scaled = Math.sin(theta) * sum;
  return odd ? (2 / Math.PI) * (theta + scaled) : scaled;
}

/** Halvings after which an interval of doubles cannot become smaller. */
const halvings = 100;

/**
 * The t above which Student's t lies with probability (1 − `level`) / 2: half the width of a
 * two-sided interval in standard errors, 2.262 for 0.95 and 9 degrees of freedom. Found by bisection.
 * `level` from 0 to below 1, `degrees` a whole number from 1. Throws `internal/unexpected` otherwise.
 */
export function studentQuantile(level: number, degrees: number): number {
  if (!(level >= 0 && level < 1 && Number.isSafeInteger(degrees) && degrees >= 1))
    throw new CensusError('internal/unexpected', `No quantile of t: ${level}, ${degrees}.`);
  let high = 1;
  while (centralProbability(high, degrees) < level) high *= 2;
  let low = 0;
  for (let step = 0; step < halvings; step += 1) {
    const middle = (low + high) / 2;
    if (centralProbability(middle, degrees) < level) low = middle;
    else high = middle;
  }
  return high;
}
