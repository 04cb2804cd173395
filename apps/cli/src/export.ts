import { CensusError } from '@kfunc-census/errors';
import {
  callableFilters,
  exportFormats,
  exportTables,
  lifecycleFilters,
  listSorts,
  usedFilters,
} from '@kfunc-census/query';
import { Argument, type Command, Option } from 'commander';
import type { ApiParameters } from './api-client.ts';
import type { Io } from './io.ts';
import { writeWhole } from './whole-file.ts';

const filters = ['name', 'module', 'used', 'callable', 'lifecycle', 'sort'] as const;
type ExportCommandOptions = Readonly<
  Partial<Record<(typeof filters)[number] | 'format', string>>
> & {
  readonly output: string;
};

/** What the command works with; `Span` are the options that restrict days and hosts. */
export interface ExportIo<Span> {
  readonly io: Io;
  /** These options as parameters. */
  spanOf(span: Span): ApiParameters;
  /** The bytes of the answer at a path. */
  bytes(path: string, parameters: ApiParameters): AsyncIterable<Uint8Array>;
  /** Prints an answer: as JSON where that is asked for, else as the text. */
  print(answer: unknown, text: string): void;
}

/** The format asked for, else the one that the name of the file has, else CSV. */
function formatOf({ format, output }: ExportCommandOptions): string {
  const ending = output.slice(output.lastIndexOf('.') + 1);
  return format ?? exportFormats.find((each) => each === ending) ?? 'csv';
}

function refuseOnTerminal(format: string, io: Io): void {
  if (format === 'parquet' && io.terminal?.out === true)
    throw new CensusError('cli/usage', '--format parquet: no text for a terminal; give --output.', {
      field: 'output',
    });
}

async function run<Span>(
  what: string,
  options: ExportCommandOptions & Span,
  { io, spanOf, bytes, print }: ExportIo<Span>,
): Promise<void> {
  const format = formatOf(options);
  const given = Object.fromEntries(filters.map((name) => [name, options[name]]));
  const chunks = () => bytes('/v1/export', { what, format, ...given, ...spanOf(options) });
  const { output } = options;
  if (output === '-') {
    refuseOnTerminal(format, io);
    for await (const chunk of chunks()) io.out(chunk);
    return;
  }
  const written = await writeWhole(output, chunks());
  print({ what, format, file: output, bytes: written }, `${output}: ${written} bytes\n`);
}

/** Adds `export`; `withSpan` adds the options that restrict days and hosts. */
export function addExport<Span>(
  program: Command,
  withSpan: (command: Command) => Command,
  io: ExportIo<Span>,
): void {
  withSpan(program.command('export'))
    .description('a whole table for programs and spreadsheets, each row with its denominators')
    .addArgument(new Argument('<what>', 'the table').choices(exportTables))
    .addOption(
      new Option('--format <format>', "(default: the file's ending, or csv)").choices(
        exportFormats,
      ),
    )
    .option('--output <file>', 'written in one step when all has come; - is standard output', '-')
    .option('--name <part>', 'only kfuncs with this part in their name')
    .option('--module <module>', 'only this module; vmlinux for the kernel itself')
    .addOption(
      new Option(
        '--used <which>',
        'only these (default: any for kfuncs, used for rows about each)',
      ).choices(usedFilters),
    )
    .addOption(new Option('--callable <which>', 'only these').choices(callableFilters))
    .addOption(
      new Option('--lifecycle <state>', 'only names in this state').choices(lifecycleFilters),
    )
    .addOption(new Option('--sort <order>', 'by name, or rarely used first').choices(listSorts))
    .action((what: string, options: ExportCommandOptions & Span) => run(what, options, io));
}
