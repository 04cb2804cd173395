import { context, DiagLogLevel, diag, metrics, propagation, trace } from '@opentelemetry/api';
import {
  defaultResource,
  envDetector,
  resourceFromAttributes,
  serviceInstanceIdDetector,
} from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { measureProcess } from './process.ts';
import type { Signals, Telemetry, TelemetryOptions } from './types.ts';

/** Milliseconds that the end of a service waits for a collector. */
const flushWithinMs = 3000;
/** Milliseconds between two lines about exporting. */
const quietMs = 60_000;

/** Passes on one line a minute, and how many were left out. */
function sparingly(log: (message: string) => void): (message: string) => void {
  let next = 0;
  let omitted = 0;
  return (message) => {
    omitted += 1;
    if (performance.now() < next) return;
    log(omitted === 1 ? message : `${message} (${omitted - 1} more since the last line)`);
    next = performance.now() + quietMs;
    omitted = 0;
  };
}

function logTo({ log }: TelemetryOptions): void {
  const write = sparingly((message) => log(`telemetry: ${message.slice(0, 300)}`));
  const ignore = (): void => undefined;
  diag.setLogger(
    { error: write, warn: write, info: ignore, debug: ignore, verbose: ignore },
    { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
  );
}

/** Takes the globals back, so that a service may be started again in the same process. */
function release(): void {
  for (const api of [trace, metrics, context, propagation, diag]) api.disable();
}

/**
 * Starts the SDK for some signals; exporters, endpoints, samplers and limits are what its variables say.
 * The resource holds what the variables and the service say, nothing of the host or the command line.
 */
export function startSdk(
  { traces, metrics: measured }: Signals,
  options: TelemetryOptions,
): Telemetry {
  const sdk = new NodeSDK({
    resource: defaultResource().merge(resourceFromAttributes({ 'service.name': options.service })),
    resourceDetectors: [serviceInstanceIdDetector, envDetector],
    logRecordProcessors: [],
    ...(traces ? {} : { spanProcessors: [] }),
    ...(measured ? {} : { metricReaders: [] }),
  });
  logTo(options);
  sdk.start();
  const stopMeasuring = measureProcess();
  return {
    async stop() {
      stopMeasuring();
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(() => {
        options.log(`telemetry: what was left was not taken within ${flushWithinMs} ms`);
        late.resolve();
      }, flushWithinMs);
      try {
        await Promise.race([sdk.shutdown(), late.promise]);
      } catch (error) {
        options.log(`telemetry: what was left was not taken: ${error}`);
      } finally {
        clearTimeout(timer);
        release();
      }
    },
  };
}
