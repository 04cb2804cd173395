import { setTimeout as sleep } from 'node:timers/promises';
import { readBootId, readUptime } from '@kfunc-census/bpf-sys';
import { readSecret } from '@kfunc-census/config';
import {
  createReportSender,
  newSendTrace,
  type Refusal,
  type SendOutcome,
  secondsUntilSend,
  type Timing,
} from '@kfunc-census/report-http';
import { pseudonym } from '@kfunc-census/scan';
import { createSpool, type Spool, type SpooledReport } from '@kfunc-census/spool';
import { readHostKey } from './host-key.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';
import { ensureSpool, type Settings } from './settings.ts';

/** The clocks and the randomness of this process. */
const processTiming: Timing = {
  monotonic: () => performance.now(),
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: async (milliseconds) => void (await sleep(milliseconds)),
};

/**
 * Sends what waits in the spool. When a timer started it, it first waits for this host's own moment,
 * and then sends what is the newest; by hand it sends at once.
 */
export async function sendCommand(
  settings: Settings,
  io: Io,
  timing: Timing = processTiming,
): Promise<ExitCode> {
  ensureSpool(settings);
  const spool = createSpool(settings.spoolDirectory);
  const waiting = takePending(spool, io);
  if (waiting.report !== undefined) {
    const seconds = secondsToWait(spool, waiting.report, settings, timing);
    if (seconds === undefined) {
      io.note(
        'send/unavailable: The gateway asked to wait longer than one interval. The report stays in the spool.',
      );
      return exitCodes.kept;
    }
    if (seconds > 0) await timing.sleep(seconds * 1000);
  }
  // A scan may have put a newer one meanwhile.
  const { report, lost } = takePending(spool, io);
  if (report !== undefined) return sendReport(spool, report, settings, io, timing);
  const none = lost || waiting.lost;
  io.note(
    `nothing to send: ${none ? 'no intact report is left in' : 'no report waits in'} the spool ${settings.spoolDirectory}.`,
  );
  return none ? exitCodes.damaged : exitCodes.ok;
}

/** The newest report; warns of damaged ones. */
function takePending(
  spool: Spool,
  io: Io,
): { readonly report: SpooledReport | undefined; readonly lost: boolean } {
  const { report, damaged } = spool.pending();
  for (const path of damaged)
    io.warn(
      `a report in the spool was damaged, and moved to ${path}. The next scan counts it as loss spool_damaged.`,
    );
  return { report, lost: damaged.length > 0 };
}

function secondsToWait(
  spool: Spool,
  { hostId }: SpooledReport,
  settings: Settings,
  { random }: Timing,
): number | undefined {
  const { scanIntervalSeconds: intervalSeconds } = settings;
  if (intervalSeconds === null) return 0;
  const now = { bootId: bootIdOf(settings), uptimeSeconds: readUptime() };
  const last = spool.readLastSend();
  return secondsUntilSend({ ...now, hostId, intervalSeconds, last, random });
}

/** One send in so many that a timer starts asks to be recorded; one by hand always does. */
const recordedOneIn = 100;

const isRecorded = ({ scanIntervalSeconds }: Settings, { random }: Timing): boolean =>
  scanIntervalSeconds === null || random() < 1 / recordedOneIn;

/** Remembers how a send ended, for the timer's next one. */
function remember(spool: Spool, outcome: SendOutcome, settings: Settings): void {
  if (settings.scanIntervalSeconds === null) return;
  const answered = outcome.kind !== 'kept';
  spool.writeLastSend({
    bootId: bootIdOf(settings),
    uptimeSeconds: readUptime(),
    answered,
    retryAfterSeconds: answered ? 0 : (outcome.retryAfterSeconds ?? 0),
  });
}

const bootIdOf = (settings: Settings): string => pseudonym(readHostKey(settings), readBootId());

async function sendReport(
  spool: Spool,
  report: SpooledReport,
  settings: Settings,
  io: Io,
  timing: Timing,
): Promise<ExitCode> {
  const sender = createReportSender({
    gatewayUrl: settings.gatewayUrl,
    token: readSecret('CENSUS_SEND_TOKEN_FILE', settings.tokenFile),
    timing,
  });
  const trace = newSendTrace(isRecorded(settings, timing));
  const outcome = await sender.send({
    trace,
    gzip: report.gzip,
    ageSeconds: ageOf(report, settings),
    catalogues: report.catalogues.map((id) => ({ id, gzip: () => spool.catalogue(id) })),
  });
  remember(spool, outcome, settings);
  const refused = setAside(spool, outcome.refusedCatalogues, io);
  if (outcome.kind === 'accepted') spool.remove(report);
  if (outcome.kind === 'kept') {
    const { retryAfterSeconds: wait } = outcome;
    const again = wait === undefined ? '' : ` The gateway asks to wait ${wait} s.`;
    io.note(
      `send/unavailable: ${sentence(outcome.refusal)}${again} The report stays in the spool (trace ${trace.id}).`,
    );
    return exitCodes.kept;
  }
  if (outcome.kind === 'rejected') {
    const path = spool.reject(report, outcome.refusal);
    io.note(`send/rejected: ${sentence(outcome.refusal)} Moved to ${path} (trace ${trace.id}).`);
    return exitCodes.rejected;
  }
  io.note(`sent report ${report.name} to ${settings.gatewayUrl} (trace ${trace.id}).`);
  return refused ? exitCodes.rejected : exitCodes.ok;
}

type RefusedCatalogues = readonly { readonly id: string; readonly refusal: Refusal }[];

function setAside(spool: Spool, catalogues: RefusedCatalogues, io: Io): boolean {
  for (const { id, refusal } of catalogues) {
    // Refused already at HEAD, or dropped by a scan meanwhile: there may be no file to move.
    const path = spool.catalogue(id) === undefined ? undefined : spool.rejectCatalogue(id, refusal);
    const moved = path === undefined ? '' : ` Moved to ${path}.`;
    io.note(`send/rejected: catalogue ${id}: ${sentence(refusal)}${moved}`);
  }
  return catalogues.length > 0;
}

function sentence(refusal: Refusal): string {
  const status = refusal.status === 0 ? '' : `${refusal.status} `;
  const code = refusal.code === undefined ? '' : `${refusal.code}: `;
  const field = refusal.field === undefined ? '' : ` (field ${refusal.field})`;
  const limit = refusal.limit === undefined ? '' : ` (limit ${refusal.limit})`;
  const fix = refusal.fix === undefined ? '' : ` ${refusal.fix}`;
  return `${status}${code}${refusal.detail}${field}${limit}${fix}`;
}

/**
 * Age of a report, seconds: by CLOCK_BOOTTIME, which no one sets, if this is still the boot of the
 * scan; else the wall clock is all that is left.
 */
function ageOf(report: SpooledReport, settings: Settings): () => number {
  return report.bootId === bootIdOf(settings)
    ? () => readUptime() - report.uptimeSeconds
    : () => (Date.now() - Date.parse(report.collectedAt)) / 1000;
}
