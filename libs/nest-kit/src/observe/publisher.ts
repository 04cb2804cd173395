import type { QueueMessage, ReportPublisher } from '@kfunc-census/ingest';
import {
  activeTraceparent,
  errorName,
  histogram,
  isSampled,
  telemetryRuns,
  traced,
} from '@kfunc-census/telemetry';

/**
 * A publisher that measures, and sends the trace of whoever publishes along with the message: taken here,
 * since messages of many share a request to the broker. The same one where no telemetry runs.
 */
export function observedPublisher(publisher: ReportPublisher): ReportPublisher {
  if (!telemetryRuns()) return publisher;
  const duration = histogram('census.queue.publish.duration');
  const publish = async (message: QueueMessage): Promise<void> => {
    const { kind } = message;
    const began = performance.now();
    const measured = (outcome: string): void =>
      duration((performance.now() - began) / 1000, { kind, outcome });
    const active = activeTraceparent();
    // Whoever stores it need not know of a trace that nobody records.
    const trace = active !== undefined && isSampled(active) ? active : undefined;
    try {
      await publisher.publish(trace === undefined ? message : { ...message, trace });
      measured('acknowledged');
    } catch (error) {
      measured(errorName(error));
      throw error;
    }
  };
  return {
    publish: (message) =>
      traced(
        `publish ${message.kind}`,
        { role: 'producer', attributes: { 'census.message.bytes': message.value.byteLength } },
        () => publish(message),
      ),
    ready: () => publisher.ready(),
    close: () => publisher.close(),
  };
}
