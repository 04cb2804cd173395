import type { CensusError } from '@kfunc-census/errors';
import type { QueueMessage } from '@kfunc-census/ingest';
import { isBrokerAnswer, tooLarge, unavailable } from './kafka-error.ts';

/** Bounds of what waits and of one request. */
export interface ProduceLimits {
  /** Bytes of values that share one request; a larger message goes alone. */
  readonly groupBytes: number;
  /** Bytes of values that may wait or be under way. */
  readonly waitingBytes: number;
  /** Milliseconds after which a publish rejects. The message may still reach the topic. */
  readonly deliveryTimeoutMs: number;
}

interface Item {
  readonly message: QueueMessage;
  readonly settle: (error?: CensusError) => void;
}

/** Sends messages in their order; resolves when all are acknowledged. */
export type Send = (messages: readonly QueueMessage[]) => Promise<void>;

const bytesOf = ({ message }: Item): number => message.value.byteLength;

/**
 * One request at a time; what is published meanwhile shares the next one. So the order of each key
 * is that of the calls, and concurrent publishes cost one round trip together.
 */
export class ProduceLine {
  readonly #topic: string;
  readonly #send: Send;
  readonly #limits: ProduceLimits;
  #waiting: Item[] = [];
  #bytes = 0;
  #pumping: Promise<void> | undefined;

  constructor(topic: string, send: Send, limits: ProduceLimits) {
    this.#topic = topic;
    this.#send = send;
    this.#limits = limits;
  }

  /** Rejects with `queue/unavailable` or `queue/message-too-large`. */
  publish(message: QueueMessage): Promise<void> {
    if (this.#bytes > 0 && this.#bytes + message.value.byteLength > this.#limits.waitingBytes)
      return Promise.reject(unavailable('Too much waits to be sent to Kafka.'));
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.#expire(item), this.#limits.deliveryTimeoutMs);
      const settle = (error?: CensusError): void => {
        clearTimeout(timer);
        if (error === undefined) resolve();
        else reject(error);
      };
      const item: Item = { message, settle };
      this.#add(item);
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  async drained(): Promise<void> {
    await this.#pumping;
  }

  #add(item: Item): void {
    this.#waiting.push(item);
    this.#bytes += bytesOf(item);
    this.#pumping ??= this.#pump();
  }

  /** One that waits leaves the line, and makes room; one under way cannot be called back. */
  #expire(item: Item): void {
    const place = this.#waiting.indexOf(item);
    if (place !== -1) {
      this.#waiting.splice(place, 1);
      this.#bytes -= bytesOf(item);
    }
    const seconds = this.#limits.deliveryTimeoutMs / 1000;
    item.settle(unavailable(`Kafka did not acknowledge within ${seconds} s.`));
  }

  async #pump(): Promise<void> {
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup();
      await this.#sendGroup(group);
      for (const item of group) this.#bytes -= bytesOf(item);
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

  /** The broker judges all records for one partition together: a group it refuses is sent singly. */
  async #sendGroup(group: readonly Item[]): Promise<void> {
    try {
      await this.#send(group.map(({ message }) => message));
    } catch (error) {
      const refused = isBrokerAnswer(error, 'MESSAGE_TOO_LARGE');
      if (refused && group.length > 1) {
        for (const item of group) await this.#sendGroup([item]);
        return;
      }
      for (const item of group)
        item.settle(
          refused
            ? tooLarge(this.#topic, bytesOf(item), error)
            : unavailable('Kafka did not take the message.', error),
        );
      return;
    }
    for (const item of group) item.settle();
  }
}
