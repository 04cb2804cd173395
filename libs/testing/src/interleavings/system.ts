import { CensusError, isCensusError } from '@kfunc-census/errors';
import {
  createIngester,
  type Delivery,
  type Ingester,
  type QueueMessage,
  type ReportQueue,
  type ReportStore,
  type StoreLines,
} from '@kfunc-census/ingest';
import { createMemoryDeadLetters } from '../fakes/memory-dead-letters.ts';
import { textOf } from '../queue-contract-kit.ts';
import { Model, poisonRelease } from './model.ts';
import { createPartitionedQueue, type PartitionedQueue } from './partitioned-queue.ts';

/** Partitions of the queue. */
export const partitionCount = 3;

/** How the next inserts fail. */
export interface Faults {
  /** Inserts until the process is killed, and whether the store took the last one. */
  kill?: { after: number; taken: boolean } | undefined;
  /** Inserts that find the store away. */
  away: number;
  /** The store takes nothing: its schema is wrong. */
  refuseAll: boolean;
  /** Poison is taken, too. */
  fixed: boolean;
}

const killed = Symbol('killed');

/** The ingester between a queue and a store, with everything that may happen to them. */
export class System {
  readonly model = new Model();
  readonly letters = createMemoryDeadLetters();
  readonly faults: Faults = { away: 0, refuseAll: false, fixed: false };
  readonly queue: PartitionedQueue;
  /** Unix milliseconds. */
  now: number;
  /** What a paused consumer holds. */
  held: readonly Delivery[] = [];
  #ingester: Ingester | undefined;
  readonly #store: ReportStore;

  constructor(store: ReportStore, now: number) {
    this.#store = store;
    this.now = now;
    this.queue = createPartitionedQueue(
      partitionCount,
      () => this.now,
      (batch) => this.model.commit(batch, (text) => this.refuses(text)),
    );
  }

  /** Whether the store refuses a line now. */
  refuses(text: string): boolean {
    return this.faults.refuseAll || (!this.faults.fixed && text.includes(`"${poisonRelease}"`));
  }

  /**
   * Whether a letter is kept that is no poison: the store may have taken it before it took nothing any
   * more, when nobody learned of it.
   */
  get inDoubt(): boolean {
    return this.letters.kept.some(
      ({ message }) => !textOf(message.value).includes(`"${poisonRelease}"`),
    );
  }

  /** Puts a message on the queue; the model knows it from then on. */
  async send(message: QueueMessage): Promise<void> {
    this.model.sent.add(`${message.kind}\n${textOf(message.value)}`);
    await this.queue.publish(message);
  }

  /** The process is gone, with what it remembered. */
  restart(): void {
    this.#ingester = undefined;
  }

  /** Runs the ingester until nothing waits. False when it was killed, or stopped by refusals. */
  async drain(): Promise<boolean> {
    this.#ingester ??= this.#create(this.queue);
    try {
      await this.#ingester.run(new AbortController().signal);
      return true;
    } catch (error) {
      this.restart();
      if (error === killed || isCensusError(error, 'store/rejected')) return false;
      throw error;
    }
  }

  /** The paused consumer goes on: it stores what it holds, and its commit is refused. */
  async wake(): Promise<void> {
    const { held } = this;
    this.held = [];
    if (held.length === 0) return;
    const stale: ReportQueue = {
      consume: async (_, __, handler) => {
        await handler(held);
        this.model.commit(held, (text) => this.refuses(text));
      },
      lag: async () => held.length,
      close: async () => undefined,
    };
    try {
      await this.#create(stale).run(new AbortController().signal);
    } catch (error) {
      if (error !== killed && !isCensusError(error, 'store/rejected')) throw error;
    }
  }

  #create(queue: ReportQueue): Ingester {
    return createIngester({
      queue,
      store: { ...this.#store, insert: (lines) => this.#insert(lines) },
      deadLetters: this.letters,
      clock: { now: () => this.now },
      policy: { maxBytes: 1, maxWaitMs: 0 },
      setCacheSize: 2,
      wait: async () => undefined,
    });
  }

  async #insert(lines: StoreLines): Promise<void> {
    if (this.faults.away > 0) {
      this.faults.away -= 1;
      throw new CensusError('store/unavailable', 'away');
    }
    const { kill } = this.faults;
    if (kill !== undefined) kill.after -= 1;
    const dies = kill !== undefined && kill.after <= 0;
    if (dies) this.faults.kill = undefined;
    if (dies && !kill.taken) throw killed;
    const facts = [...lines.hosts, ...lines.sets, ...lines.catalogues].map(textOf);
    if (facts.some((text) => this.refuses(text)))
      throw new CensusError('store/rejected', 'The store refused to take the lines.');
    await this.#store.insert(lines);
    if (dies) throw killed;
  }
}
