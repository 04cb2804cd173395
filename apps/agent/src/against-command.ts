import { CensusError } from '@kfunc-census/errors';
import { knownLine, knownLines } from '@kfunc-census/lifecycle/standing';
import { againstMetrics, againstTable, judgeAgainst, withoutFallback } from './against.ts';
import { type ExitCode, errorLine, exitCodeOf, exitCodes, type Io } from './io.ts';
import type { AgainstOptions } from './options.ts';
import { scanOnce } from './scan-command.ts';
import type { Settings } from './settings.ts';

/**
 * Scans, keeps nothing, and says which kfuncs in use a kernel line does not have. Throws `agent/usage` for
 * a line that the data does not know, and what the reader throws. Programs that could not be read
 * leave the question open: that is the exit code of the missing capability, never 0.
 */
export function againstCommand(options: AgainstOptions, settings: Settings, io: Io): ExitCode {
  const line = knownLine(options.release);
  if (line === undefined)
    throw new CensusError(
      'agent/usage',
      `--against ${options.release}: no kernel line that the lifecycle data knows; it knows ${knownLines.join(', ')}.`,
    );
  const { report, denied } = scanOnce(options.recorded, settings);
  if (denied !== undefined) {
    io.note(errorLine(denied));
    return exitCodeOf(denied);
  }
  const against = judgeAgainst(report, line);
  io.out((options.format === 'openmetrics' ? againstMetrics : againstTable)(against, line));
  if (!report.coverage.complete)
    io.warn('not every program and call site of this host could be read: there may be more.');
  return withoutFallback(against.findings) === 0 ? exitCodes.ok : exitCodes.error;
}
