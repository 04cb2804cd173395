/** The members of Vitest's JSON report (its Jest-compatible format) that are read here. */
export interface VitestJson {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly skippedTests: readonly string[];
}

/** Counts tests; a file that failed without a failed test (it did not load) counts as one failure. */
export function summarise({ testResults }: VitestJson): Summary {
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (...statuses: string[]): number =>
    tests.filter(({ status }) => statuses.includes(status)).length;
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const skipped = tests.filter(({ status }) => !['passed', 'failed'].includes(status));
  return {
    passed: count('passed'),
    failed: count('failed') + brokenFiles,
    skipped: skipped.length,
    skippedTests: skipped.map(({ fullName }) => fullName),
  };
}
