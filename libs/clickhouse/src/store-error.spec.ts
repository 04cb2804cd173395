import { CensusError } from '@kfunc-census/errors';
import { describe, expect, it } from 'vitest';
import { storeError } from './store-error.ts';

const engineError = (code: string, type: string, message = 'DB::Exception: secret data') =>
  Object.assign(new Error(message), { code, type });

describe('storeError', () => {
  it('tells what may work later from what never will', () => {
    const cases = [
      ['252', 'TOO_MANY_PARTS', 'store/unavailable'],
      ['241', 'MEMORY_LIMIT_EXCEEDED', 'store/unavailable'],
      ['159', 'TIMEOUT_EXCEEDED', 'store/unavailable'],
      ['516', 'AUTHENTICATION_FAILED', 'store/unavailable'],
      ['60', 'UNKNOWN_TABLE', 'store/unavailable'],
      ['469', 'VIOLATED_CONSTRAINT', 'store/rejected'],
      ['62', 'SYNTAX_ERROR', 'store/rejected'],
    ] as const;
    for (const [code, type, expected] of cases)
      expect([type, storeError(engineError(code, type), 'answer').code]).toEqual([type, expected]);
  });

  it('takes what the engine did not say for a fault of the way to it', () => {
    const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });
    expect(storeError(refused, 'answer').code).toBe('store/unavailable');
    expect(storeError(new Error('Timeout error.'), 'answer').code).toBe('store/unavailable');
    expect(storeError('text', 'answer').code).toBe('store/unavailable');
  });

  it('keeps the text of the engine out of the message, and as the cause', () => {
    const cause = engineError('469', 'VIOLATED_CONSTRAINT');
    const error = storeError(cause, 'take the lines');
    expect(error.message).toBe('The store refused to take the lines (VIOLATED_CONSTRAINT).');
    expect(error.cause).toBe(cause);
  });

  it('leaves an error of the closed list as it is', () => {
    const error = new CensusError('store/migration', 'edited');
    expect(storeError(error, 'answer')).toBe(error);
  });
});
