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
    expect(summarise({ testResults: results }, 1)).toEqual({
      passed: 2,
      failed: 1,
      skipped: 2,
      skippedTests: ['test 2', 'test 1'],
    });
  });

  it('counts a file that did not load as a failure', () => {
    expect(summarise({ testResults: [file('failed')] }, 1).failed).toBe(1);
  });

  it('counts a run that failed outside every test, or that left no report, as a failure', () => {
    const passed = { testResults: [file('passed', 'passed')] };
    expect(summarise(passed, 0).failed).toBe(0);
    expect(summarise(passed, 1).failed).toBe(1);
    expect(summarise(passed, null).failed).toBe(1);
    expect(summarise(undefined, 0).failed).toBe(1);
  });
});
