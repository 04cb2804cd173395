import { CensusError, type ErrorCode, type Problem, toProblem } from '@kfunc-census/errors';

/** Exit codes; `kfunc-census --help` lists them. */
export const exitCodes = { ok: 0, error: 1, usage: 2, finding: 3, notFound: 4 } as const;
/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Where the texts of the CLI go. */
export interface Io {
  /** Standard output: what was asked for, as text or as bytes. */
  out(text: string | Uint8Array): void;
  /** Standard error: what a person should know. */
  err(text: string): void;
  /** Which of them a person reads at a terminal. Default: none. */
  readonly terminal?: { readonly out: boolean; readonly err: boolean };
}

/** The streams of this process. */
export const processIo: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  terminal: { out: process.stdout.isTTY === true, err: process.stderr.isTTY === true },
};

/** A problem document that the query API answered. */
export class ApiProblem extends CensusError {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super('cli/unavailable', problem.detail);
    this.problem = problem;
  }
}

/** What went wrong, as the document that the API gave or would give. */
export function problemOf(error: unknown): Problem {
  return error instanceof ApiProblem ? error.problem : toProblem(error);
}

/** Problems of a name that nothing has. */
const unknown: ReadonlySet<string> = new Set<ErrorCode>([
  'query/unknown-kfunc',
  'query/unknown-catalogue',
  'tenant/unknown',
]);

/** Exit code that a problem asks for. */
export function exitCodeOf({ code }: Problem): ExitCode {
  if (unknown.has(code)) return exitCodes.notFound;
  if (code === 'cli/usage' || code === 'request/invalid' || code === 'report/invalid')
    return exitCodes.usage;
  return exitCodes.error;
}

/** A problem for a person: code and detail, then what is at fault and what can be done. */
export function problemText(problem: Problem): string {
  const field = problem.field === undefined ? [] : [`  field: ${problem.field}`];
  return [`${problem.code}: ${problem.detail}`, ...field, `  fix: ${problem.fix}`, ''].join('\n');
}
