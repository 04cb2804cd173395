import { exposedLabel, exposedName, type MetricSpec, metricTable } from '@kfunc-census/telemetry';
import { agentMetrics } from '../../apps/agent/src/text-metrics.ts';
import { notice, type Page, table } from './pages.ts';

const code = (text: string): string => `\`${text}\``;

function row([name, spec]: [string, MetricSpec]): readonly string[] {
  const { kind, unit, labels, services, meaning } = spec;
  return [
    `${code(name)} ${code(exposedName(name, spec))}`,
    kind,
    unit,
    labels.map((label) => code(exposedLabel(label))).join(', ') || '–',
    services.join(', '),
    meaning,
  ];
}

/** docs/metrics.md */
export function metricsPage(): Page {
  const agentRows = Object.entries(agentMetrics).map(([name, meaning]) => [code(name), meaning]);
  const rows = Object.entries<MetricSpec>(metricTable).map(row);
  return {
    path: 'docs/metrics.md',
    text: `${notice('libs/telemetry/src/names.ts')}# Metrics and traces

Services send nothing unless a standard \`OTEL_…\` variable asks for it ([configuration.md](configuration.md)):

| wanted | variables |
| --- | --- |
| traces and metrics to a collector | \`OTEL_EXPORTER_OTLP_ENDPOINT=http://collector:4318\` |
| \`/metrics\` for Prometheus on port 9464 | \`OTEL_METRICS_EXPORTER=prometheus\` |
| both | the endpoint, and \`OTEL_METRICS_EXPORTER=otlp,prometheus\` |

A collector that is away costs what would have been sent, and nothing else. Logs of a request whose trace is
recorded, and what a service logs on its way, carry \`trace_id\` and \`span_id\`.

## One report, followed

\`agent send\` names the trace of a send: \`sent report … (trace 4bf92f35…)\`. Under that id are found, in the
gateway \`POST /v1/reports\` and in it \`publish report\`; in the ingester \`ingest message\`, which is linked to
the \`ingest batch\` that it was stored in. The batch is a trace of its own, since it has many senders; it and its
\`INSERT …\` spans are linked back to the messages, to the first 128 of them. A send by hand asks to be recorded,
and of those that a timer starts one in a hundred; \`OTEL_TRACES_SAMPLER\` overrules that. With the embedded
queue of all-in-one a trace ends at \`publish report\`.

## Metrics

The second name is that of Prometheus. Every metric and label there is; no label names an organisation, a host or
a program.

${table(['metric', 'kind', 'unit', 'labels', 'service', 'meaning'], rows)}
## The agent

An agent runs for a second and has no port. A report states its coverage and losses; for the host's own monitoring it
writes the same, and how the last send went, into \`CENSUS_TEXTFILE_DIR\`: \`kfunc-census-scan.prom\` and
\`kfunc-census-send.prom\`, OpenMetrics text, all gauges.

${table(['metric', 'meaning'], agentRows)}`,
  };
}
