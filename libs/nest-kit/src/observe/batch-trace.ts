import type { Delivery } from '@kfunc-census/ingest';
import {
  fail,
  isSampled,
  type Span,
  startSpan,
  traceparentOf,
  within,
} from '@kfunc-census/telemetry';

const endAll = (spans: readonly Span[], error?: unknown): void => {
  for (const span of spans) {
    if (error !== undefined) fail(span, error);
    span.end();
  }
};

/**
 * Stores a batch as a span of its own, to which the traces of its messages are linked; and goes on with
 * each of these by a span as long as the batch, so that a report is found here however many came with it.
 */
export async function tracedBatch(
  batch: readonly Delivery[],
  store: () => Promise<void>,
): Promise<void> {
  const traces = [
    ...new Set(
      batch.flatMap(({ trace }) => (trace === undefined || !isSampled(trace) ? [] : trace)),
    ),
  ];
  const attributes = { 'census.batch.messages': batch.length };
  const whole = startSpan('ingest batch', {
    role: 'consumer',
    root: true,
    links: traces,
    attributes,
  });
  const self = traceparentOf(whole);
  const links = self === undefined ? [] : [self];
  const parts = traces.map((parent) =>
    startSpan('ingest message', { role: 'consumer', parent, links }),
  );
  try {
    await within(whole, store, traces);
    endAll([...parts, whole]);
  } catch (error) {
    endAll([...parts, whole], error);
    throw error;
  }
}
