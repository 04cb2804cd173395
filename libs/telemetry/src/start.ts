import { type Config, readConfig } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';
import type { Signals, Telemetry, TelemetryOptions } from './types.ts';

const names = [
  'OTEL_SDK_DISABLED',
  'OTEL_TRACES_EXPORTER',
  'OTEL_METRICS_EXPORTER',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
] as const;

const exporters = {
  OTEL_TRACES_EXPORTER: ['otlp', 'zipkin', 'console', 'none'],
  OTEL_METRICS_EXPORTER: ['otlp', 'prometheus', 'console', 'none'],
} as const;

type ExporterVariable = keyof typeof exporters;
type TelemetryConfig = Config<(typeof names)[number]>;

/** Whether a signal leaves: by its exporter, else by an endpoint for it. */
function leaves(
  config: TelemetryConfig,
  variable: ExporterVariable,
  endpoint: string | undefined,
): boolean {
  const named = config[variable];
  if (named === undefined) return (endpoint ?? config.OTEL_EXPORTER_OTLP_ENDPOINT) !== undefined;
  const known: readonly string[] = exporters[variable];
  const wanted = named.split(',').map((name) => name.trim());
  if (
    wanted.some((name) => !known.includes(name)) ||
    (wanted.includes('none') && wanted.length > 1)
  )
    throw new CensusError(
      'config/invalid',
      `${variable}="${named}": expected none, or of ${known.slice(0, -1).join(', ')}, comma-separated.`,
      { field: variable },
    );
  return wanted[0] !== 'none';
}

/**
 * Which signals the standard variables ask for. None by default: unlike the SDK, which would send to
 * localhost. Throws `config/invalid`.
 */
export function readSignals(env?: Readonly<Record<string, string | undefined>>): Signals {
  const config = env === undefined ? readConfig(names) : readConfig(names, env);
  const on = config.OTEL_SDK_DISABLED?.toLowerCase() !== 'true';
  return {
    traces: on && leaves(config, 'OTEL_TRACES_EXPORTER', config.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT),
    metrics:
      on && leaves(config, 'OTEL_METRICS_EXPORTER', config.OTEL_EXPORTER_OTLP_METRICS_ENDPOINT),
  };
}

let running = false;

/** Whether telemetry runs in this process: what wraps and measures is left out otherwise. */
export const telemetryRuns = (): boolean => running;

/**
 * Starts OpenTelemetry as the standard OTEL_… variables say; without them nothing of its SDK is even
 * loaded. Before anything that is to be measured is opened. Throws `config/invalid`.
 */
export async function startTelemetry(options: TelemetryOptions): Promise<Telemetry> {
  const signals = readSignals();
  if (!signals.traces && !signals.metrics) return { stop: async () => undefined };
  const { startSdk } = await import('./sdk.ts');
  const sdk = startSdk(signals, options);
  running = true;
  return {
    async stop() {
      running = false;
      await sdk.stop();
    },
  };
}
