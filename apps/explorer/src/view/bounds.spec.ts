import { describe, expect, it } from 'vitest';
import { boundsText, publishedShare } from './bounds.ts';

const exactly = (value: number) => ({ least: value, most: value });
const few = { least: 1, most: 4 };
const withheld = { least: 0, most: null };

describe('numbers of a published week', () => {
  it('are what is told of them, and a withheld one is no zero', () => {
    const shown = [exactly(0), exactly(1200), few, { least: 5, most: null }, withheld];
    expect(shown.map(boundsText)).toEqual(['0', '1,200', '1 to 4', 'at least 5', 'withheld']);
  });

  it('make a share only where both are exact', () => {
    const share = (users: typeof withheld | typeof few, exposed: typeof withheld | typeof few) =>
      publishedShare({ users, exposed });
    expect(share(exactly(10), exactly(40))).toMatchObject({ text: '10 of 40', ratio: 0.25 });
    expect(share(exactly(0), exactly(40))).toMatchObject({ ratio: 0, note: 'none seen' });
    expect(share(few, exactly(40))).toEqual({
      text: '1 to 4 of 40',
      ratio: null,
      note: 'share withheld',
    });
    expect(share(withheld, few)).toMatchObject({ text: 'withheld of 1 to 4', ratio: null });
    expect(share(exactly(0), exactly(0))).toMatchObject({ text: 'not exposed anywhere' });
  });
});
