import { CensusError, isCensusError } from '@kfunc-census/errors';
import type { QueueMessage, ReportPublisher } from '@kfunc-census/ingest';
import type { MessageLog } from './message-log.ts';

/** Bounds of what the queue takes, in bytes. */
export interface PublisherLimits {
  /** Of all values kept, acknowledged ones of the last 24 h included. */
  readonly maxBytes: number;
  /** Of one value. */
  readonly maxMessageBytes: number;
}

interface Waiting {
  readonly message: QueueMessage;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

const full = (limit: number): CensusError =>
  new CensusError('queue/unavailable', 'The embedded queue is full.', {
    limit: `${limit} bytes`,
    retryAfterSeconds: 300,
  });

const tooLarge = (bytes: number, limit: number): CensusError =>
  new CensusError('queue/message-too-large', `A message has ${bytes} bytes.`, {
    limit: `${limit} bytes`,
  });

const closed = (): CensusError =>
  new CensusError('queue/unavailable', 'The queue is closed.', { retryAfterSeconds: 5 });

function asUnavailable(cause: unknown): CensusError {
  if (isCensusError(cause)) return cause;
  return new CensusError('queue/unavailable', 'The embedded queue could not be written.', {
    cause,
    retryAfterSeconds: 30,
  });
}

/**
 * Publishes with group commit: messages that arrive in one turn of the event loop share one
 * transaction, and so one fsync. `committed` is called after each.
 */
export function createPublisher(
  log: MessageLog,
  limits: PublisherLimits,
  committed: () => void,
): ReportPublisher {
  let group: Waiting[] = [];
  let groupBytes = 0;
  let open = true;

  const commit = (): void => {
    const members = group;
    group = [];
    groupBytes = 0;
    if (members.length === 0) return;
    try {
      log.append(members.map(({ message }) => message));
    } catch (error) {
      const reason = asUnavailable(error);
      for (const member of members) member.reject(reason);
      return;
    }
    for (const member of members) member.resolve();
    committed();
  };

  const refusal = ({ value }: QueueMessage): CensusError | undefined => {
    if (!open) return closed();
    if (value.byteLength > limits.maxMessageBytes)
      return tooLarge(value.byteLength, limits.maxMessageBytes);
    const kept = log.storedBytes + groupBytes + value.byteLength;
    return kept > limits.maxBytes ? full(limits.maxBytes) : undefined;
  };

  return {
    publish(message) {
      const reason = refusal(message);
      if (reason !== undefined) return Promise.reject(reason);
      if (group.length === 0) setImmediate(commit);
      groupBytes += message.value.byteLength;
      return new Promise<void>((resolve, reject) => group.push({ message, resolve, reject }));
    },
    ready: async () => open && log.storedBytes < limits.maxBytes,
    async close() {
      open = false;
      commit();
    },
  };
}
