import { existsSync, readFileSync } from 'node:fs';
import {
  closedMark,
  type DayMarks,
  type ReportPublisher,
  type ReportQueue,
} from '@kfunc-census/ingest';
import { createBell } from './bell.ts';
import { createConsumer } from './consumer.ts';
import { MessageLog } from './message-log.ts';
import { createPublisher } from './publisher.ts';

const mebibyte = 1024 * 1024;
const day = 24 * 3600 * 1000;

/** How the embedded queue is opened. */
export interface EmbeddedQueueOptions {
  /** File of the queue; created with its directory if absent. */
  readonly path: string;
  /** Bytes of values it keeps at most, those consumed in the last 24 h included. Default: 4 GiB. */
  readonly maxBytes?: number;
  /** Bytes of one value at most. Default: 16 MiB, the limit of the Kafka topic. */
  readonly maxMessageBytes?: number;
  /** How long consumed messages are kept for a replay, in ms. Default: 24 h. */
  readonly retainMs?: number;
  /** Unix time in ms. Default: the clock of the system. */
  readonly now?: () => number;
  /** Identifies the boot of the machine. Default: the kernel's, '' where it has none. */
  readonly bootId?: string;
}

/** Both sides of one queue. */
export interface EmbeddedQueue {
  readonly publisher: ReportPublisher;
  readonly queue: ReportQueue;
  /** The queue is one partition. Closed with the publisher. */
  readonly dayMarks: DayMarks;
  /** Closes both sides and the file, and notes the clean stop. Idempotent. */
  close(): Promise<void>;
}

/** Documentation/admin-guide/sysctl/kernel.rst, "random": a UUID of this boot. */
function kernelBootId(): string {
  const path = '/proc/sys/kernel/random/boot_id';
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
}

/**
 * A durable queue in one SQLite file, for one process: a publish resolves after fsync, concurrent
 * publishes share one. Consumed messages are kept for 24 h and delivered again after a stop that
 * was not clean, or a reboot, because the store behind does not fsync.
 * Throws `config/invalid` when the file cannot be used or another process has it.
 */
export function createEmbeddedQueue(options: EmbeddedQueueOptions): EmbeddedQueue {
  const now = options.now ?? Date.now;
  const log = new MessageLog(options.path, {
    now,
    bootId: options.bootId ?? kernelBootId(),
    retainMs: options.retainMs ?? day,
  });
  const bell = createBell();
  const limits = {
    maxBytes: options.maxBytes ?? 4096 * mebibyte,
    maxMessageBytes: options.maxMessageBytes ?? 16 * mebibyte,
  };
  const publisher = createPublisher(log, limits, () => bell.ring());
  const queue = createConsumer(log, bell, now);
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await publisher.close();
    await queue.close();
    log.close();
  };
  const dayMarks: DayMarks = {
    mark: (day, at) =>
      publisher.publish(closedMark({ day, queue: 'embedded', partition: 0, partitions: 1, at })),
    close: async () => undefined,
  };
  return { publisher, queue, dayMarks, close: () => (closed ??= close()) };
}
