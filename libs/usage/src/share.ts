import { CensusError } from '@kfunc-census/errors';

/**
 * A share of the exposed population. A count of hosts that reported needs no interval: it is what
 * was counted.
 */
export type Share =
  | { readonly kind: 'share'; readonly numerator: number; readonly denominator: number }
  /** Nothing could have used it: there is no share, and it is not 0 %. */
  | { readonly kind: 'not-exposed' };

/** Users among the exposed. Throws `internal/unexpected` when they are no part of a whole. */
export function shareOf(numerator: number, denominator: number): Share {
  checkCounts(numerator, denominator);
  return denominator === 0 ? { kind: 'not-exposed' } : { kind: 'share', numerator, denominator };
}

/** Throws `internal/unexpected` unless 0 ≤ part ≤ whole, both whole numbers. */
export function checkCounts(part: number, whole: number): void {
  const valid =
    Number.isSafeInteger(part) && Number.isSafeInteger(whole) && part >= 0 && part <= whole;
  if (!valid)
    throw new CensusError('internal/unexpected', `${part} of ${whole} is no count of a part.`);
}
