import { setTimeout as sleep } from 'node:timers/promises';
import { readBootId, readUptime } from '@kfunc-census/bpf-sys';
import { readSecret } from '@kfunc-census/config';
import { createReportSender, type Refusal, type Timing } from '@kfunc-census/report-http';
import { pseudonym } from '@kfunc-census/scan';
import { createSpool, type Spool, type SpooledReport } from '@kfunc-census/spool';
import { readHostKey } from './host-key.ts';
import { type ExitCode, exitCodes, type Io } from './io.ts';
import { ensureSpool, type Settings } from './settings.ts';

/** The clocks and the randomness of this process. */
const timing: Timing = {
  monotonic: () => performance.now(),
  now: () => Date.now(),
  random: () => Math.random(),
  sleep: async (milliseconds) => void (await sleep(milliseconds)),
};

/** Sends what waits in the spool. */
export async function sendCommand(settings: Settings, io: Io): Promise<ExitCode> {
  ensureSpool(settings);
  const spool = createSpool(settings.spoolDirectory);
  const { report, damaged } = spool.pending();
  for (const path of damaged)
    io.warn(
      `a report in the spool was damaged, and moved to ${path}. The next scan counts it as loss spool_damaged.`,
    );
  if (report !== undefined) return sendReport(spool, report, settings, io);
  const lost = damaged.length > 0;
  io.note(
    `nothing to send: ${lost ? 'no intact report is left in' : 'no report waits in'} the spool ${settings.spoolDirectory}.`,
  );
  return lost ? exitCodes.damaged : exitCodes.ok;
}

async function sendReport(
  spool: Spool,
  report: SpooledReport,
  settings: Settings,
  io: Io,
): Promise<ExitCode> {
  const sender = createReportSender({
    gatewayUrl: settings.gatewayUrl,
    token: readSecret('CENSUS_SEND_TOKEN_FILE', settings.tokenFile),
    timing,
  });
  const outcome = await sender.send({
    gzip: report.gzip,
    ageSeconds: ageOf(report, settings),
    catalogues: report.catalogues.map((id) => ({ id, gzip: () => spool.catalogue(id) })),
  });
  const refused = setAside(spool, outcome.refusedCatalogues, io);
  if (outcome.kind === 'accepted') spool.remove(report);
  if (outcome.kind === 'kept') {
    const { retryAfterSeconds: wait } = outcome;
    const again = wait === undefined ? '' : ` The gateway asks to wait ${wait} s.`;
    io.note(
      `send/unavailable: ${sentence(outcome.refusal)}${again} The report stays in the spool.`,
    );
    return exitCodes.kept;
  }
  if (outcome.kind === 'rejected') {
    const path = spool.reject(report, outcome.refusal);
    io.note(`send/rejected: ${sentence(outcome.refusal)} Moved to ${path}.`);
    return exitCodes.rejected;
  }
  io.note(`sent report ${report.name} to ${settings.gatewayUrl}.`);
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
  const boot = pseudonym(readHostKey(settings), readBootId());
  return report.bootId === boot
    ? () => readUptime() - report.uptimeSeconds
    : () => (Date.now() - Date.parse(report.collectedAt)) / 1000;
}
