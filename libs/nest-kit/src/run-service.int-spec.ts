import { CensusError } from '@kfunc-census/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runService } from './index.ts';

const written = { stdout: '', stderr: '' };
let codes: unknown[] = [];

beforeEach(() => {
  Object.assign(written, { stdout: '', stderr: '' });
  codes = [];
  for (const name of ['stdout', 'stderr'] as const)
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      written[name] += String(text);
      return true;
    });
  vi.spyOn(process, 'exit').mockImplementation((code) => {
    codes.push(code);
    return undefined as never;
  });
});
afterEach(() => vi.restoreAllMocks());

describe('runService', () => {
  it('says where it listens, and ends with the code of its work', async () => {
    const start = async () => ({ url: 'http://h:1', shutdown: [], ended: Promise.resolve() });
    await runService('gateway', start);
    expect([written.stdout, codes]).toEqual(['gateway: http://h:1\n', [0]]);
  });

  it('says why it did not start, and what to do, for a command line', async () => {
    await runService('gateway', () =>
      Promise.reject(new CensusError('queue/unavailable', 'No Kafka broker answers.')),
    );
    expect([written.stdout, codes]).toEqual(['', [1]]);
    expect(written.stderr).toBe(
      'gateway: queue/unavailable: No Kafka broker answers.\n  fix: Try again later; check the queue if it lasts.\n',
    );
  });

  it('shows where a defect is', async () => {
    await runService('gateway', () => Promise.reject(new TypeError('x is not a function')));
    expect(written.stderr).toMatch(/^gateway: TypeError: x is not a function\n +at /);
  });
});
