import { describe, expect, it } from 'vitest';
import { readSignals, startTelemetry, telemetryRuns } from './start.ts';

describe('readSignals', () => {
  it.each([
    ['nothing is set', {}, false, false],
    ['there is an endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318' }, true, true],
    ['it is for traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://c/v1/traces' }, true, false],
    ['it is for metrics', { OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://c/m' }, false, true],
    ['metrics are asked for', { OTEL_METRICS_EXPORTER: 'prometheus' }, false, true],
    ['several are', { OTEL_METRICS_EXPORTER: 'prometheus, otlp' }, false, true],
    [
      'one is not wanted',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_TRACES_EXPORTER: 'none' },
      false,
      true,
    ],
    [
      'all is turned off',
      { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://c:4318', OTEL_SDK_DISABLED: 'true' },
      false,
      false,
    ],
  ])('when %s', (_, env, traces, metrics) => {
    expect(readSignals(env)).toEqual({ traces, metrics });
  });

  it.each([
    { OTEL_TRACES_EXPORTER: 'jaeger' },
    { OTEL_TRACES_EXPORTER: 'prometheus' },
    { OTEL_METRICS_EXPORTER: 'otlp,none' },
  ])('refuses %o', (env) => {
    const [field] = Object.keys(env);
    expect(() => readSignals(env)).toThrow(
      expect.objectContaining({ code: 'config/invalid', field }),
    );
  });
});

describe('startTelemetry', () => {
  it('runs nothing where nothing is asked for', async () => {
    const { stop } = await startTelemetry({ service: 'x', log: () => undefined });
    expect(telemetryRuns()).toBe(false);
    await stop();
  });
});
