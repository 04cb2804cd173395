import { CensusError } from '@kfunc-census/errors';
import type { CoverageAnswer, EvidenceAnswer, ForecastAnswer } from '@kfunc-census/query';
import { Command, CommanderError } from 'commander';
import type { ApiParameters } from './api-client.ts';
import type { Asking } from './asking.ts';
import { addCatalogues } from './catalogues.ts';
import { addChanges } from './changes.ts';
import { type ClientOptions, lazyClient, openClient, refuseChange } from './client.ts';
import { addCompletion } from './completion.ts';
import { addDiffCatalogues } from './diff-catalogues.ts';
import { addDlq } from './dlq.ts';
import { addEvidence } from './evidence.ts';
import { addExport } from './export.ts';
import { addFamily } from './family.ts';
import { addForecast, breaks } from './forecast.ts';
import { forecastTable } from './forecast-table.ts';
import { type ExitCode, exitCodeOf, exitCodes, type Io, problemOf, problemText } from './io.ts';
import { addLists } from './list.ts';
import { showProgress } from './progress.ts';
import { addPublicWeek } from './public-week.ts';
import { addStatement } from './statement.ts';
import { coverageTable } from './tables.ts';
import { addTenant } from './tenant.ts';
import { addUsage } from './usage.ts';

type Environment = Readonly<Record<string, string | undefined>>;

interface GlobalOptions extends ClientOptions {
  readonly json?: true;
}
type SpanOptions = Readonly<
  Partial<Record<'days' | 'until' | 'line' | 'release' | 'distro' | 'arch', string>>
> & { readonly allOrganisations?: true };

/** Options that restrict days and hosts; values are judged by the API, which names what is wrong. */
const withSpan = (command: Command): Command =>
  command
    .option('--days <n>', 'UTC days of the window, 1 to 366 (default: 28)')
    .option('--until <day>', 'last UTC day of the window, YYYY-MM-DD (default: today)')
    .option('--line <line>', 'only hosts of this kernel line, as 6.12')
    .option('--release <release>', 'only hosts of this kernel release')
    .option('--distro <id>', 'only hosts of this distribution')
    .option('--arch <arch>', 'only hosts of this architecture')
    .option('--all-organisations', 'of every organisation; needs the right read-installation');

const spanOf = ({ days, until, line, release, distro, arch, allOrganisations }: SpanOptions) => ({
  days,
  until,
  line,
  release,
  distro,
  arch,
  organisations: allOrganisations ? 'all' : undefined,
});

/** Asks the API and prints the answer, as JSON or through the table. */
type Ask = <Answer>(
  path: string,
  parameters: ApiParameters,
  table: (answer: Answer) => string,
) => Promise<void>;

function addCoverage(program: Command, ask: Ask): void {
  withSpan(program.command('coverage'))
    .description('who reported, and what could not be seen')
    .action((span: SpanOptions) =>
      ask<CoverageAnswer>('/v1/coverage', spanOf(span), coverageTable),
    );
}

function addTables(program: Command, asking: Asking<SpanOptions>): void {
  addUsage<SpanOptions>(program, asking);
  addFamily<SpanOptions>(program, asking);
  addChanges(program, asking);
  addLists<SpanOptions>(program, asking);
  addCatalogues<SpanOptions>(program, asking);
  addDiffCatalogues<SpanOptions>(program, asking);
}

/** The commands, and what they end with when nothing went wrong. */
interface Commands {
  readonly program: Command;
  readonly ended: { code: ExitCode };
  close(): Promise<void>;
}

/** The commands; each asks one question and prints its answer. */
function createProgram(io: Io, env?: Environment): Commands {
  const ended: Commands['ended'] = { code: exitCodes.ok };
  const program = new Command('kfunc-census')
    .description('Which kernel functions (kfuncs) the loaded BPF programs of a fleet call.')
    .option('--url <url>', 'query API (default: CENSUS_QUERY_URL)')
    .option(
      '--token-file <path>',
      'file with the token for reading (default: CENSUS_READ_TOKEN_FILE)',
    )
    .option('--store <path>', 'answer from an embedded store that no service has open')
    .option('--as <organisation>', 'with --store: as this organisation (default: all of them)')
    .option('--json', 'print the answer of the API as JSON')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .addHelpText(
      'after',
      '\nExit codes: 0 answered, 1 error, 2 wrong command line or value, 3 a kept block differs, or something does not link, 4 unknown kfunc, catalogue or organisation.',
    );
  const print = (answer: unknown, text: string): void => {
    const { json } = program.opts<GlobalOptions>();
    io.out(json ? `${JSON.stringify(answer, undefined, 2)}\n` : text);
  };
  const { client, close } = lazyClient(async () => {
    const options = program.opts<GlobalOptions>();
    const opened = await openClient(options, env);
    return options.json ? opened : showProgress(opened, io);
  });
  const get = async <Answer>(path: string, parameters: ApiParameters): Promise<Answer> =>
    (await client()).get<Answer>(path, parameters);
  const ask: Ask = async (path, parameters, table) => {
    const answer = await get<Parameters<typeof table>[0]>(path, parameters);
    print(answer, table(answer));
  };
  const found = (): void => {
    ended.code = exitCodes.finding;
  };
  const asking: Asking<SpanOptions> = { withSpan, spanOf, get, print, found };
  addForecast<SpanOptions>(withSpan(program.command('forecast')), async (request, span) => {
    const post = (await client()).post<ForecastAnswer>;
    const answer = await post('/v1/forecast', spanOf(span), request);
    print(answer, forecastTable(answer));
    if (breaks(answer)) found();
  });
  addTables(program, asking);
  addCoverage(program, ask);
  addEvidence(program, withSpan, {
    ask: (path, parameters) => get<EvidenceAnswer>(path, parameters),
    spanOf,
    print,
    differs: found,
  });
  const bytes = async function* (path: string, parameters: ApiParameters) {
    yield* (await client()).bytes(path, parameters);
  };
  addExport(program, withSpan, { io, spanOf, bytes, print });
  addStatement(program, asking, env);
  addDlq(program, io, env);
  addTenant(program, io, env);
  addPublicWeek(program, asking, env);
  addCompletion(program, io);
  program.hook('preAction', (_, command) => {
    const above = command.parent === program ? '' : `${command.parent?.name()} `;
    refuseChange(`${above}${command.name()}`, program.opts<GlobalOptions>());
  });
  return { program, ended, close };
}

/** Commander prints help and its own errors itself; the rest is ours to print. */
function report(error: unknown, json: boolean, io: Io): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const problem = problemOf(error);
  io.err(json ? `${JSON.stringify(problem)}\n` : `kfunc-census: ${problemText(problem)}`);
  if (problem.code === 'internal/unexpected' && !(error instanceof CensusError))
    io.err(`${error instanceof Error ? (error.stack ?? error.message) : error}\n`);
  return exitCodeOf(problem);
}

/**
 * Runs the CLI with the arguments after the program's name and returns the exit code. `env`: instead
 * of the environment of the process.
 */
export async function runCli(
  args: readonly string[],
  io: Io,
  env?: Environment,
): Promise<ExitCode> {
  const { program, ended, close } = createProgram(io, env);
  try {
    await program.parseAsync(args, { from: 'user' });
    return ended.code;
  } catch (error) {
    return report(error, program.opts<GlobalOptions>().json === true, io);
  } finally {
    await close();
  }
}
