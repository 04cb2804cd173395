import { readFileSync, statSync } from 'node:fs';
import { CensusError } from '@kfunc-census/errors';
import { type ForecastAnswer, type ForecastRequest, forecastBounds } from '@kfunc-census/query';
import type { Command } from 'commander';

/** What the command line asks for. */
interface ForecastOptions {
  readonly remove?: readonly string[];
  readonly patch?: string;
  readonly to?: string;
}

/** Asks for a forecast and prints the answer. */
export type AskForecast<Span> = (request: ForecastRequest, options: Span) => Promise<void>;

const wrong = (field: string, message: string, cause?: unknown): CensusError =>
  new CensusError('cli/usage', `--${field}: ${message}`, { field, cause });

/** Checked before it is sent: a service stops reading what is too large. A character has 1 to 4 bytes. */
function readFile(field: 'patch' | 'to', path: string): string {
  const most = forecastBounds.patch;
  const tooLarge = (has: string): CensusError =>
    wrong(field, `${path} has ${has}; at most ${most} characters are taken.`);
  try {
    const { size } = statSync(path);
    if (size > 4 * most) throw tooLarge(`${size} bytes`);
    const text = readFileSync(path, 'utf8');
    if (text.length > most) throw tooLarge(`${text.length} characters`);
    return text;
  } catch (cause) {
    if (cause instanceof CensusError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw wrong(field, `the file could not be read: ${why}.`, cause);
  }
}

/** Catalogues as `kfunc-census-agent scan --print-catalogues` prints them: one document per line. */
function cataloguesIn(path: string): ForecastRequest['catalogues'] {
  const lines = readFile('to', path)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map((line, at) => {
    try {
      return JSON.parse(line);
    } catch (cause) {
      throw wrong('to', `line ${at + 1} of ${path} is no catalogue: it is no JSON.`, cause);
    }
  });
}

const catalogueIds = /^[0-9a-f]{32}(,[0-9a-f]{32})*$/;

function requestOf({ remove, patch, to }: ForecastOptions): ForecastRequest {
  const given = [remove, patch, to].filter((each) => each !== undefined);
  if (given.length !== 1)
    throw new CensusError('cli/usage', 'Expected exactly one of --remove, --patch, --to.');
  if (patch !== undefined) return { patch: readFile('patch', patch) };
  if (to === undefined) return { remove: remove ?? [] };
  return catalogueIds.test(to) ? { to: to.split(',') } : { catalogues: cataloguesIn(to) };
}

/** Whether some object or program of the fleet does not link. */
export const breaks = ({ classes }: ForecastAnswer): boolean =>
  classes.some(({ outcome, members }) => outcome === 'does-not-link' && members.length > 0);

/** Adds `forecast` to a command that has the options of days and hosts. */
export function addForecast<Span>(command: Command, ask: AskForecast<Span>): void {
  command
    .description('what becomes of the loaded programs on another kernel')
    .option('--remove <name...>', 'without these kfuncs')
    .option('--patch <file>', 'with this patch of the kernel, a unified diff')
    .option(
      '--to <ids|file>',
      'on the kernel of these catalogues: ids separated by commas, or a file of catalogues as the agent prints them',
    )
    .action((options: ForecastOptions & Span) => ask(requestOf(options), options));
}
