import { describe, expect, it } from 'vitest';
import { hostShare, organisationShare } from './share.ts';

describe('n of N', () => {
  it('is a share only where hosts are exposed', () => {
    expect(hostShare({ users: 1, exposed: 4 })).toEqual({
      kind: 'share',
      ratio: 0.25,
      text: '1 of 4',
      note: '25.0\u00a0%',
    });
    expect(hostShare({ users: 0, exposed: 4 })).toMatchObject({ ratio: 0, note: 'none seen' });
    expect(hostShare({ users: 0, exposed: 0 })).toEqual({
      kind: 'none',
      text: 'not exposed anywhere',
    });
    expect(hostShare({ users: 0, exposed: 0 }, 3)).toEqual({
      kind: 'none',
      text: 'not observable',
    });
  });
});

describe('u of M', () => {
  it('comes with its interval, or its bound when nobody uses it', () => {
    const interval = { low: 0.25, high: 0.842 };
    expect(organisationShare({ users: 4, exposed: 7, interval, zero_bound: null })).toEqual({
      ratio: 4 / 7,
      ...interval,
      text: '4 of 7',
      note: '95\u00a0%: 25.0\u00a0% to 84.2\u00a0%',
    });
    expect(
      organisationShare({ users: 0, exposed: 7, interval: null, zero_bound: 0.348 }),
    ).toMatchObject({ low: 0, high: 0.348, note: 'at most 34.8\u00a0% (95\u00a0%, one-sided)' });
  });

  it('says nothing of a share where no organisation is exposed', () => {
    expect(
      organisationShare({ users: 0, exposed: 0, interval: null, zero_bound: null }),
    ).toMatchObject({ ratio: null, text: 'none exposed', note: '' });
  });
});
