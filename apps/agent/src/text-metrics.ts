import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One metric of the agent, a gauge. */
export interface AgentMetric {
  readonly name: keyof typeof agentMetrics;
  readonly value: number;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Every metric of the agent, with its meaning; `docs/metrics.md` lists them. */
export const agentMetrics = {
  kfunc_census_agent_scan_time_seconds: 'When the last scan ended, Unix seconds.',
  kfunc_census_agent_scan_complete: '1 if that scan read every program and named every call site.',
  kfunc_census_agent_programs_loaded: 'BPF programs that were loaded then.',
  kfunc_census_agent_programs_read: 'Those of them that were read.',
  kfunc_census_agent_losses: 'What could not be seen since the boot, by reason (report.md).',
  kfunc_census_agent_send_time_seconds: 'When the last send ended, Unix seconds.',
  kfunc_census_agent_send_exit_code:
    'How it ended: 0 well, 4 the report was kept, 5 it was refused, 6 it was damaged, 1 another error.',
  kfunc_census_agent_waiting_since_seconds:
    'When the report that waits in the spool was made, Unix seconds; absent when none waits.',
} as const;

/** File of the metrics of a command. */
export type MetricsFile = 'kfunc-census-scan.prom' | 'kfunc-census-send.prom';

const quoted = (text: string): string =>
  text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

function lineOf({ name, value, labels = {} }: AgentMetric): string {
  const pairs = Object.entries(labels).map(([label, told]) => `${label}="${quoted(told)}"`);
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`;
}

/**
 * Metrics as OpenMetrics text, which is the older format of Prometheus, too: gauges, and an end that the
 * older one takes for a comment. Those of one name follow each other.
 */
export function metricsText(metrics: readonly AgentMetric[]): string {
  const families = Map.groupBy(metrics, ({ name }) => name);
  const texts = [...families].map(
    ([name, of]) =>
      `# TYPE ${name} gauge\n# HELP ${name} ${agentMetrics[name]}\n${of.map(lineOf).join('')}`,
  );
  return `${texts.join('')}# EOF\n`;
}

/**
 * Puts metrics where the textfile collector of node_exporter reads them, readable by all, at once or not at
 * all. Throws errors of the file system.
 */
export function writeMetrics(
  directory: string,
  file: MetricsFile,
  metrics: readonly AgentMetric[],
): void {
  const temporary = join(directory, `.${file}.${process.pid}`);
  try {
    writeFileSync(temporary, metricsText(metrics), { mode: 0o644 });
    renameSync(temporary, join(directory, file));
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
