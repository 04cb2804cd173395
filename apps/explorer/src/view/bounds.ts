import type { BoundsAnswer, UseBounds } from '@kfunc-census/query';
import { count, percent } from './format.ts';

/** A number as it is published: exact, a range, a least number, or nothing. */
export function boundsText({ least, most }: BoundsAnswer): string {
  if (most === null) return least === 0 ? 'withheld' : `at least ${count(least)}`;
  return least === most ? count(least) : `${count(least)} to ${count(most)}`;
}

/** Users among exposed as they are published; a share, and so a bar, only where both are exact. */
export interface PublishedShare {
  readonly text: string;
  /** Null where it cannot be told. */
  readonly ratio: number | null;
  readonly note: string;
}

const exact = ({ least, most }: BoundsAnswer): number | null => (least === most ? least : null);

/** n of N of a published week. */
export function publishedShare({ users, exposed }: UseBounds): PublishedShare {
  const [n, all] = [exact(users), exact(exposed)];
  if (all === 0) return { text: 'not exposed anywhere', ratio: null, note: '' };
  const text = `${boundsText(users)} of ${boundsText(exposed)}`;
  if (n === null || all === null) return { text, ratio: null, note: 'share withheld' };
  return { text, ratio: n / all, note: n === 0 ? 'none seen' : percent(n / all) };
}
