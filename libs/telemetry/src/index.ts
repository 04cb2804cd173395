export {
  alertExpression,
  begins,
  type ServiceAlert,
  type ServiceAlertName,
  serviceAlerts,
} from './alerts.ts';
export { differences, exposedLabel, exposedName } from './exposition.ts';
export {
  type Count,
  counter,
  gauge,
  histogram,
  type Observe,
  type Reading,
  upDownCounter,
} from './instruments.ts';
export {
  type LabelsOf,
  type MetricKind,
  type MetricName,
  type MetricOf,
  type MetricSpec,
  metricTable,
} from './names.ts';
export { readSamples, type Sample } from './samples.ts';
export {
  readSignals,
  startTelemetry,
  telemetryRuns,
} from './start.ts';
export {
  activeIds,
  activeTraceparent,
  errorName,
  fail,
  isSampled,
  type Role,
  type Span,
  type SpanStart,
  startSpan,
  traced,
  traceparentOf,
  within,
} from './trace.ts';
export type { Signals, Telemetry, TelemetryOptions } from './types.ts';
