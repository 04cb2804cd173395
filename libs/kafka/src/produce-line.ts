import type { CensusError } from '@kfunc-census/errors';
import type { QueueMessage } from '@kfunc-census/ingest';
import { isBrokerAnswer, tooLarge, unavailable } from './kafka-error.ts';

/** Bounds of what waits and of one request. */
export interface ProduceLimits {
  /** Bytes of values that share one request; a larger message goes alone. */
  readonly groupBytes: number;
  /** Bytes of values that may wait or be under way. */
  readonly waitingBytes: number;
  /**
   * Milliseconds after which a publish rejects. What waits then is never sent. What is under way may
   * still be written, as soon as a broker reads that one request, which is not sent again.
   */
  readonly deliveryTimeoutMs: number;
}

interface Item {
  readonly message: QueueMessage;
  readonly settle: (error?: CensusError) => void;
  /** Whether it has its answer: then it is not sent again. */
  settled: boolean;
  /** Why it was not taken so far. */
  failure?: unknown;
}

/** Milliseconds before what was not taken is sent again: the first time, and at most. */
const againMs = { first: 100, most: 1000 };

/** Bytes of values that wait or are under way, of all lines that share the bound. */
export interface WaitingBytes {
  sum: number;
}

/** Sends messages in their order; resolves when all are acknowledged. Tried again by the caller. */
export type Send = (messages: readonly QueueMessage[]) => Promise<void>;

const bytesOf = ({ message }: Item): number => message.value.byteLength;
const sumOf = (items: readonly Item[]): number =>
  items.reduce((sum, item) => sum + bytesOf(item), 0);

/**
 * One request at a time; what is published meanwhile shares the next one. So the order of each key
 * is that of the calls, and concurrent publishes cost one round trip together. What is not taken is
 * sent again until it is too late for it.
 */
export class ProduceLine {
  readonly #topic: string;
  readonly #send: Send;
  readonly #limits: ProduceLimits;
  readonly #bytes: WaitingBytes;
  #waiting: Item[] = [];
  #pumping: Promise<void> | undefined;

  constructor(topic: string, send: Send, limits: ProduceLimits, bytes: WaitingBytes = { sum: 0 }) {
    this.#topic = topic;
    this.#send = send;
    this.#limits = limits;
    this.#bytes = bytes;
  }

  /** Rejects with `queue/unavailable` or `queue/message-too-large`. */
  publish(message: QueueMessage): Promise<void> {
    const { sum } = this.#bytes;
    if (sum > 0 && sum + message.value.byteLength > this.#limits.waitingBytes)
      return Promise.reject(unavailable('Too much waits to be sent to Kafka.'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(item), this.#limits.deliveryTimeoutMs);
      const settle = (error?: CensusError): void => {
        clearTimeout(timer);
        item.settled = true;
        if (error === undefined) resolve();
        else reject(error);
      };
      const item: Item = { message, settle, settled: false };
      this.#add(item);
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    await this.#pumping;
  }

  #add(item: Item): void {
    this.#waiting.push(item);
    this.#bytes.sum += bytesOf(item);
    this.#pumping ??= this.#pump();
  }

  /** One that waits leaves the line, and makes room; one under way cannot be called back. */
  #expire(item: Item): void {
    const place = this.#waiting.indexOf(item);
    if (place !== -1) {
      this.#waiting.splice(place, 1);
      this.#bytes.sum -= bytesOf(item);
    }
    const seconds = this.#limits.deliveryTimeoutMs / 1000;
    item.settle(unavailable(`Kafka did not acknowledge within ${seconds} s.`, item.failure));
  }

  async #pump(): Promise<void> {
    let pauseMs = againMs.first;
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      const failed = await this.#sendGroup(group);
      if (failed.length > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
      pauseMs = failed.length > 0 ? Math.min(pauseMs * 2, againMs.most) : againMs.first;
      const again = failed.filter(({ settled }) => !settled);
      // Before those that came later, so that each key keeps its order.
      this.#waiting.unshift(...again);
      this.#bytes.sum -= sumOf(group) - sumOf(again);
    }
    this.#pumping = undefined;
  }

  #takeGroup(): readonly Item[] {
    let bytes = 0;
    const end = this.#waiting.findIndex((item, index) => {
      bytes += bytesOf(item);
      return index > 0 && bytes > this.#limits.groupBytes;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : end);
  }

  /**
   * Returns what was not taken and may be sent again. The broker judges all records for one partition
   * together: a group it refuses for its size is sent singly.
   */
  async #sendGroup(group: readonly Item[]): Promise<readonly Item[]> {
    try {
      await this.#send(group.map(({ message }) => message));
    } catch (error) {
      if (isBrokerAnswer(error, 'MESSAGE_TOO_LARGE')) return this.#sendSingly(group, error);
      for (const item of group) item.failure = error;
      return group;
    }
    for (const item of group) item.settle();
    return [];
  }

  async #sendSingly(group: readonly Item[], error: unknown): Promise<readonly Item[]> {
    const [item] = group;
    if (group.length === 1 && item !== undefined) {
      item.settle(tooLarge(this.#topic, bytesOf(item), error));
      return [];
    }
    for (const [index, one] of group.entries()) {
      if (one.settled) continue;
      const failed = await this.#sendGroup([one]);
      // What came later waits with it: so each key keeps its order.
      if (failed.length > 0) return group.slice(index);
    }
    return [];
  }
}
