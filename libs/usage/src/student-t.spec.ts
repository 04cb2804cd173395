import { describe, expect, it } from 'vitest';
import { studentQuantile } from './student-t.ts';

/** Density of Student's t; Γ of halves by its recurrence from Γ(1) and Γ(1/2). */
function density(t: number, degrees: number): number {
  const gamma = (twice: number): number =>
    twice === 1 ? Math.sqrt(Math.PI) : twice === 2 ? 1 : (twice / 2 - 1) * gamma(twice - 2);
  const scale = gamma(degrees + 1) / (Math.sqrt(degrees * Math.PI) * gamma(degrees));
  return scale * (1 + t ** 2 / degrees) ** (-(degrees + 1) / 2);
}

/** Simpson's rule over −t to t. */
function integrated(t: number, degrees: number): number {
  const parts = 20_000;
  const step = (2 * t) / parts;
  let sum = 0;
  for (let at = 0; at <= parts; at += 1)
    sum += density(-t + at * step, degrees) * (at === 0 || at === parts ? 1 : at % 2 === 1 ? 4 : 2);
  return (sum * step) / 3;
}

describe('studentQuantile', () => {
  it('gives the printed critical values', () => {
    // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.2; columns 0.10, 0.05, 0.025, 0.005.
    const published = [
      [1, 3.078, 6.314, 12.706, 63.657],
      [2, 1.886, 2.92, 4.303, 9.925],
      [3, 1.638, 2.353, 3.182, 5.841],
      [4, 1.533, 2.132, 2.776, 4.604],
      [5, 1.476, 2.015, 2.571, 4.032],
      [9, 1.383, 1.833, 2.262, 3.25],
      [10, 1.372, 1.812, 2.228, 3.169],
      [15, 1.341, 1.753, 2.131, 2.947],
      [20, 1.325, 1.725, 2.086, 2.845],
      [29, 1.311, 1.699, 2.045, 2.756],
      [30, 1.31, 1.697, 2.042, 2.75],
      [40, 1.303, 1.684, 2.021, 2.704],
      [60, 1.296, 1.671, 2.0, 2.66],
      [100, 1.29, 1.66, 1.984, 2.626],
    ] as const;
    for (const [degrees, ...values] of published)
      for (const [at, level] of [0.8, 0.9, 0.95, 0.99].entries())
        expect(studentQuantile(level, degrees)).toBeCloseTo(values[at] ?? Number.NaN, 3);
  });

  it('leaves the level between −t and t, by integration of the density', () => {
    for (const degrees of [1, 2, 3, 8, 17, 42])
      for (const level of [0.5, 0.95])
        expect(integrated(studentQuantile(level, degrees), degrees)).toBeCloseTo(level, 8);
  });

  it('comes to the quantile of the normal distribution', () => {
    expect(studentQuantile(0.95, 1_000_000)).toBeCloseTo(1.959963984540054, 4);
    expect(studentQuantile(0, 7)).toBeCloseTo(0, 12);
  });

  it('refuses what has none', () => {
    for (const [level, degrees] of [
      [1, 3],
      [-0.1, 3],
      [0.95, 0],
      [0.95, 2.5],
      [Number.NaN, 3],
    ] as const)
      expect(() => studentQuantile(level, degrees)).toThrow(/No quantile/);
  });
});
