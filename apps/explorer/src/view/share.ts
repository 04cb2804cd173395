import type { HostShareAnswer, OrganisationShareAnswer } from '@kfunc-census/query';
import { count, percent } from './format.ts';

/** n of N as it is shown: a bar only where there is a share. */
export type ShareView =
  | { readonly kind: 'share'; readonly ratio: number; readonly text: string; readonly note: string }
  | { readonly kind: 'none'; readonly text: string };

/** Users among exposed hosts. Where nobody is exposed there is no share, and nothing to draw. */
export function hostShare(
  { users, exposed }: Pick<HostShareAnswer, 'users' | 'exposed'>,
  notObservable = 0,
): ShareView {
  if (exposed > 0)
    return {
      kind: 'share',
      ratio: users / exposed,
      text: `${count(users)} of ${count(exposed)}`,
      note: users === 0 ? 'none seen' : percent(users / exposed),
    };
  const text = notObservable > 0 ? 'not observable' : 'not exposed anywhere';
  return { kind: 'none', text };
}

/** u of M with what is known beyond these: the interval, or the bound where nobody uses it. */
export interface OrganisationView {
  /** Null where no organisation is exposed. */
  readonly ratio: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** `4 of 7`. */
  readonly text: string;
  /** `95\u00a0%: 25.0\u00a0% to 84.2\u00a0%`, or the bound; '' where there is nothing to say. */
  readonly note: string;
}

/** Organisations with users among those with exposed hosts. */
export function organisationShare(share: OrganisationShareAnswer): OrganisationView {
  const { users, exposed, interval, zero_bound } = share;
  if (exposed === 0) return { ratio: null, low: null, high: null, text: 'none exposed', note: '' };
  const text = `${count(users)} of ${count(exposed)}`;
  const ratio = users / exposed;
  if (interval !== null) {
    const { low, high } = interval;
    return { ratio, low, high, text, note: `95\u00a0%: ${percent(low)} to ${percent(high)}` };
  }
  if (zero_bound === null) return { ratio, low: null, high: null, text, note: '' };
  const note = `at most ${percent(zero_bound)} (95\u00a0%, one-sided)`;
  return { ratio, low: 0, high: zero_bound, text, note };
}
