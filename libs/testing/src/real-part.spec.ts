import { describe, expect, it } from 'vitest';
import { realPart } from './real-part.ts';

describe('realPart', () => {
  it('runs when the part is there, under CI or not', () => {
    for (const CI of [undefined, 'true'])
      expect(realPart('engine', () => true, { CI })).toEqual({
        skip: false,
        reason: '',
        title: 'engine',
      });
  });

  it('skips with the reason when the part is absent', () => {
    const part = realPart('engine', () => 'no java', { CI: undefined });
    expect(part).toEqual({
      skip: true,
      reason: 'no java',
      title: 'engine (skipped: no java)',
    });
    expect(realPart('engine', () => 'no java', { CI: 'false' }).skip).toBe(true);
  });

  it('fails under CI when the part is absent', () => {
    expect(() => realPart('engine', () => 'no java', { CI: 'true' })).toThrow(/engine.*no java/);
  });
});
