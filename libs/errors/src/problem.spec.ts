import { describe, expect, it } from 'vitest';
import { CensusError, errorCodes, isCensusError, toProblem } from './index.ts';

describe('toProblem', () => {
  it('names code, field, limit and fix', () => {
    const error = new CensusError('report/too-large', 'too large', {
      field: '/',
      limit: '5 bytes',
    });
    expect(toProblem(error)).toEqual({
      type: 'urn:kfunc-census:error:report/too-large',
      title: errorCodes['report/too-large'].title,
      status: 413,
      detail: 'too large',
      code: 'report/too-large',
      field: '/',
      limit: '5 bytes',
      fix: errorCodes['report/too-large'].fix,
    });
  });

  it('hides the message of an unknown error', () => {
    const problem = toProblem(new Error('password=secret'));
    expect(problem.code).toBe('internal/unexpected');
    expect(JSON.stringify(problem)).not.toContain('secret');
  });
});

describe('CensusError', () => {
  it('keeps its cause and tells its code', () => {
    const cause = new Error('low level');
    const error = new CensusError('queue/unavailable', 'no broker', { cause });
    expect(error.cause).toBe(cause);
    expect(isCensusError(error, 'queue/unavailable')).toBe(true);
    expect(isCensusError(error, 'store/rejected')).toBe(false);
  });

  it('gives every code a final status or a retryable one', () => {
    for (const [code, spec] of Object.entries(errorCodes))
      expect([code, spec.retryable && spec.status < 500 && spec.status !== 429]).toEqual([
        code,
        false,
      ]);
  });
});
