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

/** Checked before it is sent: a service stops reading what is too large. */
function patchOf(path: string): string {
  try {
    const { size } = statSync(path);
    const most = forecastBounds.patch;
    if (size > most) throw wrong('patch', `${path} has ${size} bytes; at most ${most} are taken.`);
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if (cause instanceof CensusError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw wrong('patch', `the file could not be read: ${why}.`, cause);
  }
}

function requestOf({ remove, patch, to }: ForecastOptions): ForecastRequest {
  const given = [remove, patch, to].filter((each) => each !== undefined);
  if (given.length !== 1)
    throw new CensusError('cli/usage', 'Expected exactly one of --remove, --patch, --to.');
  if (patch !== undefined) return { patch: patchOf(patch) };
  return to === undefined ? { remove: remove ?? [] } : { to: to.split(',') };
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
    .option('--to <ids>', 'on the kernel of these catalogues, ids separated by commas')
    .action((options: ForecastOptions & Span) => ask(requestOf(options), options));
}
