import { type Attributes, type Histogram, metrics } from '@opentelemetry/api';
import {
  type LabelsOf,
  type MetricName,
  type MetricOf,
  type MetricSpec,
  metricTable,
} from './names.ts';

/** Name of the instrumentation scope of all metrics and spans. */
export const scope = 'kfunc-census';

const meter = () => metrics.getMeter(scope);

function optionsOf(name: MetricName) {
  const { unit, meaning, buckets }: MetricSpec = metricTable[name];
  const advice = buckets === undefined ? {} : { explicitBucketBoundaries: [...buckets] };
  // A link of the reference page leads nowhere from here.
  const description = meaning.replace(/ \(\[[^)]*\)\)/g, '');
  return { unit, description, advice };
}

/** Counts something, one by default. */
export type Count<N extends MetricName> = (labels: LabelsOf<N>, by?: number) => void;
/** Records one value, in the unit of the metric. */
export type Observe<N extends MetricName> = (value: number, labels: LabelsOf<N>) => void;

/** A counter of the table. Instruments are made once telemetry runs, or they record nothing. */
export function counter<N extends MetricOf<'counter'>>(name: N): Count<N> {
  const made = meter().createCounter(name, optionsOf(name));
  return (labels, by = 1) => made.add(by, labels as Attributes);
}

/** What goes up and down; `by` may be negative. */
export function upDownCounter<N extends MetricOf<'up-down-counter'>>(name: N): Count<N> {
  const made = meter().createUpDownCounter(name, optionsOf(name));
  return (labels, by = 1) => made.add(by, labels as Attributes);
}

/** A histogram of the table. */
export function histogram<N extends MetricOf<'histogram'>>(name: N): Observe<N> {
  const made: Histogram = meter().createHistogram(name, optionsOf(name));
  return (value, labels) => made.record(value, labels as Attributes);
}

/** One reading of a gauge. */
export interface Reading<N extends MetricName> {
  readonly value: number;
  readonly labels: LabelsOf<N>;
}

/** Milliseconds after which a reading counts as failed: a scrape must not wait for what is away. */
const readingTimeoutMs = 2000;

async function withinTime<T>(reading: Promise<T>): Promise<T | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), readingTimeoutMs);
  try {
    return await Promise.race([reading, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * A gauge that is read when metrics are collected. What a reading does not tell, since it failed, took
 * longer than 2 s or left it out, is NaN if it was told before: unknown is not zero, and the SDK would go on
 * to expose the value of before. Returns a function that ends it.
 */
export function gauge<N extends MetricOf<'gauge'>>(
  name: N,
  read: () => Promise<readonly Reading<N>[]> | readonly Reading<N>[],
): () => void {
  const made = meter().createObservableGauge(name, optionsOf(name));
  const told = new Map<string, Attributes>();
  const readings = async (): Promise<readonly Reading<N>[]> => {
    try {
      return (await withinTime(Promise.resolve(read()))) ?? [];
    } catch {
      // The service's own log tells why.
      return [];
    }
  };
  const callback: Parameters<typeof made.addCallback>[0] = async (result) => {
    const unknown = new Map(told);
    for (const { value, labels } of await readings()) {
      const key = JSON.stringify(labels);
      told.set(key, labels as Attributes);
      unknown.delete(key);
      result.observe(value, labels as Attributes);
    }
    for (const labels of unknown.values()) result.observe(Number.NaN, labels);
  };
  made.addCallback(callback);
  return () => made.removeCallback(callback);
}
