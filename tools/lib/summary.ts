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

/**
 * Counts tests. A file that failed without a failed test (it did not load) counts as one failure, and
 * so does a run that failed without either: an error outside every test, or no report (undefined).
 * `status` is Vitest's exit status; null: it was ended by a signal.
 */
export function summarise(report: VitestJson | undefined, status: number | null): Summary {
  const testResults = report?.testResults ?? [];
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const count = (...statuses: string[]): number =>
    tests.filter(({ status }) => statuses.includes(status)).length;
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  ).length;
  const skipped = tests.filter(({ status }) => !['passed', 'failed'].includes(status));
  const failed = count('failed') + brokenFiles;
  return {
    passed: count('passed'),
    failed: failed === 0 && (status !== 0 || report === undefined) ? 1 : failed,
    skipped: skipped.length,
    skippedTests: skipped.map(({ fullName }) => fullName),
  };
}
