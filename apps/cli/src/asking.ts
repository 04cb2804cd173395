import type { Command } from 'commander';

/** Parameters of a question, as the API takes them. */
export type Parameters = Readonly<Record<string, string | undefined>>;

/** What a command that asks the API works with; `Span` are the options that restrict days and hosts. */
export interface Asking<Span> {
  /** Adds these options to a command. */
  withSpan(command: Command): Command;
  /** These options as parameters. */
  spanOf(span: Span): Parameters;
  get<Answer>(path: string, parameters: Parameters): Promise<Answer>;
  /** Prints an answer: as JSON where that is asked for, else as the text. */
  print(answer: unknown, text: string): void;
  /** Tells that what was found is a finding: see the exit codes. */
  found(): void;
}
