import { describe, expect, it } from 'vitest';
import { summarise } from './summary.ts';

const file = (status: string, ...statuses: string[]) => ({
  name: 'a.spec.ts',
  status,
  assertionResults: statuses.map((each, index) => ({ fullName: `test ${index}`, status: each })),
});

describe('summarise', () => {
  it('counts by outcome and names what was skipped', () => {
    const results = [
      file('failed', 'passed', 'failed', 'pending'),
      file('passed', 'passed', 'todo'),
    ];
    expect(summarise({ testResults: results })).toEqual({
      passed: 2,
      failed: 1,
      skipped: 2,
      skippedTests: ['test 2', 'test 1'],
    });
  });

  it('counts a file that did not load as a failure', () => {
    expect(summarise({ testResults: [file('failed')] }).failed).toBe(1);
  });
});
