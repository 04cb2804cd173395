import { createRequire } from 'node:module';
import type { Kafka, logLevel, RetryOptions } from 'kafkajs';
import { patchIdleSpin } from './idle-patch.ts';

/** A line that kafkajs logs. */
export interface KafkaLog {
  readonly level: 'error' | 'warn';
  readonly message: string;
  /** Part of the client that speaks, e.g. `Consumer`. */
  readonly source: string;
}

/** How to reach Kafka. */
export interface KafkaConnection {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  /** Name of this client in the broker's logs and quotas. */
  readonly clientId: string;
  /** Receives warnings and errors of the client. Default: nothing is logged. */
  readonly log?: (entry: KafkaLog) => void;
}

/** Bounded: a caller gets its answer, and decides itself whether to try again. */
const retry: RetryOptions = { initialRetryTime: 100, maxRetryTime: 2000, retries: 5 };

// Not a static import: instrumentation of a CommonJS module sees only those that go through require.
const kafkajs: typeof import('kafkajs') = createRequire(import.meta.url)('kafkajs');
patchIdleSpin();

/** kafkajs' own partitioner, the one of the Java client: murmur2 of the key. */
export const createPartitioner = kafkajs.Partitioners.DefaultPartitioner;

function levelOf(level: logLevel): KafkaLog['level'] {
  return level === kafkajs.logLevel.ERROR ? 'error' : 'warn';
}

/** What a client does otherwise than others. */
export interface ClientOptions extends Pick<RetryOptions, 'restartOnFailure' | 'retries'> {
  /** Milliseconds that a request waits for its answer. Default: 10,000. */
  readonly requestTimeoutMs?: number;
}

/** A kafkajs client with time-outs and retries that end, and without the idle spin. */
export function createClient(
  { brokers, clientId, log }: KafkaConnection,
  { requestTimeoutMs = 10_000, ...more }: ClientOptions = {},
): Kafka {
  return new kafkajs.Kafka({
    brokers: [...brokers],
    clientId,
    connectionTimeout: Math.min(requestTimeoutMs, 3000),
    requestTimeout: requestTimeoutMs,
    retry: { ...retry, ...more },
    logLevel: log === undefined ? kafkajs.logLevel.NOTHING : kafkajs.logLevel.WARN,
    logCreator:
      () =>
      ({ level, namespace, log: { message, error } }) =>
        log?.({
          level: levelOf(level),
          message: typeof error === 'string' ? `${message}: ${error}` : message,
          source: namespace,
        }),
  });
}
