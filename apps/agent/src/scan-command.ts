import { join } from 'node:path';
import {
  createKernelReader,
  createRecordedReader,
  readWhyTargetsHidden,
  recordKernel,
} from '@kfunc-census/bpf-sys';
import { isCensusError } from '@kfunc-census/errors';
import { newestKnownLine } from '@kfunc-census/lifecycle/known';
import { canonicalJson, contentId, type LossReason } from '@kfunc-census/report';
import { type AgentState, type KernelReader, type ScanResult, scanHost } from '@kfunc-census/scan';
import { createSpool, isDiskFault, type Remembered, type Spool } from '@kfunc-census/spool';
import { readHostKey } from './host-key.ts';
import { type ExitCode, errorLine, exitCodeOf, exitCodes, type Io } from './io.ts';
import type { ScanOptions } from './options.ts';
import { writeScanHealth } from './own-health.ts';
import { ensureSpool, type Settings } from './settings.ts';
import { reportTable } from './table.ts';
import { agentVersion } from './version.ts';

const encode = (value: unknown): Uint8Array => new TextEncoder().encode(canonicalJson(value));

/**
 * Scans, prints what `options` ask for, and keeps the report unless told not to. Where the rights to
 * read programs are missing, the report says so, and the exit code is that of the missing
 * capability. Throws what the reader and the spool throw.
 */
export function scanCommand(options: ScanOptions, settings: Settings, io: Io): ExitCode {
  if (options.spool) ensureSpoolUnlessDiskFails(settings);
  const spool = createSpool(settings.spoolDirectory, settings.runtimeDirectory);
  // A recorded host has a boot of its own: it must not disturb what is remembered of this one.
  const remembered = options.recorded === undefined ? spool.readState() : undefined;
  const result = scan(options, settings, remembered);
  const report = encode(result.report);
  printScan(options, result, report, io);
  if (targetsHidden(result.state, remembered?.state)) io.warn(hiddenNote(options.recorded));
  if (remembered !== undefined) warnOfDamage(remembered.damaged, settings, io);
  if (options.spool) keep(spool, result, report, remembered);
  if (options.recorded === undefined) writeScanHealth(result.report, settings, io);
  if (result.denied === undefined) return exitCodes.ok;
  io.note(errorLine(result.denied));
  return exitCodeOf(result.denied);
}

/** A full or read-only disk stops no scan: the loss of its report is to be counted. */
function ensureSpoolUnlessDiskFails(settings: Settings): void {
  try {
    ensureSpool(settings);
  } catch (error) {
    if (!isDiskFault(error)) throw error;
  }
}

function hiddenNote(recorded: string | undefined): string {
  const why =
    recorded === undefined ? readWhyTargetsHidden() : 'they were when this host was recorded.';
  return `call targets are hidden, so kfunc calls are counted and not named: ${why}`;
}

function warnOfDamage(damaged: readonly string[], settings: Settings, io: Io): void {
  if (damaged.length === 0) return;
  const anew = damaged.includes('state.json') ? ' What is counted since boot starts again.' : '';
  io.warn(
    `damaged files of the spool lie in ${join(settings.spoolDirectory, 'damaged')}: ${damaged.join(', ')}. The report counts them as loss spool_damaged.${anew}`,
  );
}

/** Whether this scan, not an earlier one of the same boot, could not see call targets. */
function targetsHidden(state: AgentState, previous: AgentState | undefined): boolean {
  const hidden = ({ losses }: AgentState): number =>
    (losses.kptr_restrict ?? 0) + (losses.no_cap_syslog ?? 0) + (losses.targets_hidden ?? 0);
  const before = previous?.bootId === state.bootId ? hidden(previous) : 0;
  return hidden(state) > before;
}

/** Scans this host, or a recorded one, for a question that leaves no trace. */
export function scanOnce(recorded: string | undefined, settings: Settings): ScanResult {
  const options = { format: 'json', print: undefined, record: undefined, spool: false } as const;
  return scan({ ...options, recorded }, settings, undefined);
}

function scan(
  options: ScanOptions,
  settings: Settings,
  remembered: Remembered | undefined,
): ScanResult {
  const { scanIntervalSeconds, ownerSearchMs, runSampleSeconds } = settings;
  const labels = {
    agentVersion,
    configDigest: contentId({
      kind: 'agent-config/v2',
      scan_interval_s: scanIntervalSeconds,
      owner_search_ms: ownerSearchMs,
      run_sample_s: runSampleSeconds,
    }),
    lifecycleVersion: newestKnownLine,
    scanIntervalSeconds,
    ownerSearchMs,
    runSampleSeconds,
    hostKey: readHostKey(settings),
    spoolDamaged: remembered?.damaged.length ?? 0,
  };
  const scanWith = (reader: KernelReader): ScanResult =>
    scanHost(reader, Date, labels, remembered?.state);
  if (options.recorded !== undefined) return scanWith(createRecordedReader(options.recorded));
  if (options.record !== undefined) return recorded(options.record, scanWith);
  return scanWith(createKernelReader());
}

/** Scans this host and records it, also when it turns out not to be supported. */
function recorded(directory: string, scanWith: (reader: KernelReader) => ScanResult): ScanResult {
  const { reader, save } = recordKernel(createKernelReader());
  try {
    const result = scanWith(reader);
    save(directory);
    return result;
  } catch (error) {
    if (isCensusError(error, 'agent/not-supported')) save(directory);
    throw error;
  }
}

function printScan(options: ScanOptions, result: ScanResult, report: Uint8Array, io: Io): void {
  if (options.print === 'report') io.out(report);
  else if (options.print === 'catalogues')
    for (const { catalogue } of result.catalogues) io.out(`${canonicalJson(catalogue)}\n`);
  else if (options.format === 'json') io.out(`${JSON.stringify(result.report, undefined, 2)}\n`);
  else
    io.out(
      (options.recorded === undefined ? '' : 'RECORDED HOST, not this one\n') +
        reportTable(result.report, result.denied !== undefined),
    );
}

function keep(
  spool: Spool,
  result: ScanResult,
  report: Uint8Array,
  remembered: Remembered | undefined,
): void {
  const remember = (reason: LossReason, count: number): void => {
    if (remembered === undefined) return;
    spool.writeState(withLoss(result.state, reason, count), remembered.damaged);
  };
  const catalogues = result.catalogues.map(({ id, catalogue }) => ({
    id,
    bytes: encode(catalogue),
  }));
  try {
    const { displaced } = spool.put({ report, catalogues });
    remember('displaced', displaced);
  } catch (error) {
    remember('spool_write', 1);
    throw error;
  }
}

/** The state with one more loss counted: the next report carries it. */
function withLoss(state: AgentState, reason: LossReason, count: number): AgentState {
  if (count === 0) return state;
  const losses = { ...state.losses, [reason]: (state.losses[reason] ?? 0) + count };
  return { ...state, losses };
}
