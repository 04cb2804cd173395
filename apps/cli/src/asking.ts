import type { Command } from 'commander';
import type { ApiParameters } from './api-client.ts';

/** What a command that asks the API works with; `Span` are the options that restrict days and hosts. */
export interface Asking<Span> {
  /** Adds these options to a command. */
  withSpan(command: Command): Command;
  /** These options as parameters. */
  spanOf(span: Span): ApiParameters;
  get<Answer>(path: string, parameters: ApiParameters): Promise<Answer>;
  /** Prints an answer: as JSON where that is asked for, else as the text. */
  print(answer: unknown, text: string): void;
  /** Tells that what was found is a finding: see the exit codes. */
  found(): void;
}
