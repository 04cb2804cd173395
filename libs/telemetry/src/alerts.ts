import { exposedName } from './exposition.ts';
import { type MetricName, type MetricSpec, metricTable } from './names.ts';
import { readSamples, type Sample } from './samples.ts';

/** An alert on a service. The rules for Prometheus are generated from the table of these. */
export interface ServiceAlert {
  /** Of a histogram its count is looked at. */
  readonly metric: MetricName;
  /** Labels as Prometheus has them, and what they must match. Default: all samples. */
  readonly only?: Readonly<Record<string, string>>;
  /** Whether the largest value counts, or the growth of the sum within a number of minutes. */
  readonly grown?: { readonly minutes: number };
  readonly above: number;
  /** Minutes for which it must hold. */
  readonly minutes: number;
  /** The fact, in one sentence. */
  readonly summary: string;
  /** Page of docs/runbooks. */
  readonly runbook: string;
}

/** Every alert on a service, by its name. */
export const serviceAlerts = {
  CensusGatewayRefuses: {
    metric: 'http.server.request.duration',
    only: { http_route: '/v1/.*', http_response_status_code: '5..' },
    grown: { minutes: 5 },
    above: 0,
    minutes: 5,
    summary: 'Requests are answered with 5xx.',
    runbook: 'brokers-away.md',
  },
  CensusStoreAway: {
    metric: 'census.ingester.insert.duration',
    only: { outcome: 'store/unavailable' },
    grown: { minutes: 5 },
    above: 0,
    minutes: 5,
    summary: 'The store does not take what the ingester inserts, for a reason that passes.',
    runbook: 'ingester-lags.md',
  },
  CensusIngesterLags: {
    metric: 'census.queue.lag.seconds',
    above: 300,
    minutes: 5,
    summary: 'The oldest message of a partition has waited for more than five minutes.',
    runbook: 'ingester-lags.md',
  },
  CensusIngesterStuck: {
    metric: 'census.ingester.loop.age',
    above: 200,
    minutes: 0,
    summary: 'The ingester has not moved for more than 200 s.',
    runbook: 'ingester-stuck.md',
  },
  CensusDeadLetters: {
    metric: 'census.ingester.dead_letters',
    grown: { minutes: 60 },
    above: 0,
    minutes: 0,
    summary: 'Messages were set aside, since the store refuses them.',
    runbook: 'dead-letters.md',
  },
  CensusCommitsRefused: {
    metric: 'census.queue.commits',
    only: { outcome: 'refused|failed' },
    grown: { minutes: 30 },
    above: 0,
    minutes: 30,
    summary: 'Batches are stored and not acknowledged, so they come again.',
    runbook: 'commits-refused.md',
  },
  CensusEventLoopFull: {
    metric: 'nodejs.eventloop.utilization',
    above: 0.9,
    minutes: 10,
    summary: 'The event loop of a service has worked for more than 90 % of ten minutes.',
    runbook: 'event-loop-full.md',
  },
} as const satisfies Record<string, ServiceAlert>;

/** Name of an alert on a service. */
export type ServiceAlertName = keyof typeof serviceAlerts;

function seriesOf({ metric }: ServiceAlert): string {
  const spec: MetricSpec = metricTable[metric];
  const name = exposedName(metric, spec);
  return spec.kind === 'histogram' ? `${name}_count` : name;
}

/** The alert as an expression of PromQL. */
export function alertExpression(alert: ServiceAlert): string {
  const matchers = Object.entries(alert.only ?? {}).map(([label, text]) => `${label}=~"${text}"`);
  const series = `${seriesOf(alert)}${matchers.length === 0 ? '' : `{${matchers.join(',')}}`}`;
  return alert.grown === undefined
    ? `max by (job, instance) (${series}) > ${alert.above}`
    : `sum by (job, instance) (increase(${series}[${alert.grown.minutes}m])) > ${alert.above}`;
}

function matches({ only = {} }: ServiceAlert, { labels }: Sample): boolean {
  return Object.entries(only).every(([label, text]) =>
    new RegExp(`^(?:${text})$`).test(labels[label] ?? ''),
  );
}

/**
 * Whether the alert would begin to fire between two expositions of one process, as the expression has it;
 * for how long it must hold is not looked at.
 */
export function begins(alert: ServiceAlert, before: string, now: string): boolean {
  const of = (text: string): readonly number[] =>
    readSamples(text)
      .filter((sample) => sample.name === seriesOf(alert) && matches(alert, sample))
      .map(({ value }) => value);
  if (alert.grown === undefined) return of(now).some((value) => value > alert.above);
  const sum = (text: string): number => of(text).reduce((total, value) => total + value, 0);
  return sum(now) - sum(before) > alert.above;
}
