import type { Report } from '@kfunc-census/report';
import { createSpool } from '@kfunc-census/spool';
import type { ExitCode, Io } from './io.ts';
import type { Settings } from './settings.ts';
import { type AgentMetric, type MetricsFile, writeMetrics } from './text-metrics.ts';

/** Writes metrics if it is told where; the command they are about goes on without. */
function write(
  { textfileDirectory }: Settings,
  io: Io,
  file: MetricsFile,
  make: () => readonly AgentMetric[],
): void {
  if (textfileDirectory === undefined) return;
  try {
    writeMetrics(textfileDirectory, file, make());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    io.warn(`CENSUS_TEXTFILE_DIR: ${file} was not written: ${reason}.`);
  }
}

/** States how a scan of this host went. */
export function writeScanHealth({ coverage }: Report, settings: Settings, io: Io): void {
  write(settings, io, 'kfunc-census-scan.prom', () => [
    { name: 'kfunc_census_agent_scan_time_seconds', value: Date.now() / 1000 },
    { name: 'kfunc_census_agent_scan_complete', value: coverage.complete ? 1 : 0 },
    { name: 'kfunc_census_agent_programs_loaded', value: coverage.programs_loaded },
    { name: 'kfunc_census_agent_programs_read', value: coverage.programs_read },
    ...coverage.losses.map(({ reason, count }): AgentMetric => {
      return { name: 'kfunc_census_agent_losses', value: count, labels: { reason } };
    }),
  ]);
}

/** States how a send went, and since when a report waits. */
export function writeSendHealth(exitCode: ExitCode, settings: Settings, io: Io): void {
  write(settings, io, 'kfunc-census-send.prom', () => {
    const { report } = createSpool(settings.spoolDirectory).pending();
    const waiting: readonly AgentMetric[] =
      report === undefined
        ? []
        : [
            {
              name: 'kfunc_census_agent_waiting_since_seconds',
              value: Date.parse(report.collectedAt) / 1000,
            },
          ];
    return [
      { name: 'kfunc_census_agent_send_time_seconds', value: Date.now() / 1000 },
      { name: 'kfunc_census_agent_send_exit_code', value: exitCode },
      ...waiting,
    ];
  });
}
