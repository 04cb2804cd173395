import { CensusError } from '@kfunc-census/errors';

/** Exit codes; `agent --help` lists them. */
export const exitCodes = {
  ok: 0,
  error: 1,
  usage: 2,
  capabilityMissing: 3,
  kept: 4,
  rejected: 5,
  damaged: 6,
  notSupported: 7,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Where the agent's texts go. */
export interface Io {
  /** Standard output: what was asked for. */
  out(text: string | Uint8Array): void;
  /** Standard error: one line, what became of the command. */
  note(line: string): void;
  /**
   * Standard error: one line, `note: …`, on what limits what is reported although the command went
   * well. A program that runs the agent can tell it by its beginning, and pass it on.
   */
  warn(line: string): void;
}

/** The streams of this process. */
export const processIo: Io = {
  out: (text) => void process.stdout.write(text),
  note: (line) => void process.stderr.write(`agent: ${line}\n`),
  warn: (line) => void process.stderr.write(`note: ${line}\n`),
};

/** One line for an error: its code, what happened, what can be done about it. */
export function errorLine(error: unknown): string {
  if (!(error instanceof CensusError))
    return `internal/unexpected: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  return `${error.code}: ${error.message} ${error.spec.fix}`;
}

/** Exit code of an error. */
export function exitCodeOf(error: unknown): ExitCode {
  if (!(error instanceof CensusError)) return exitCodes.error;
  if (error.code === 'agent/usage') return exitCodes.usage;
  if (error.code === 'agent/capability-missing') return exitCodes.capabilityMissing;
  if (error.code === 'agent/not-supported') return exitCodes.notSupported;
  return exitCodes.error;
}
