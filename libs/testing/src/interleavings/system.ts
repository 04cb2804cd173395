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
import type { Defect, Parts } from './defects.ts';
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
  #cache = 8;
  /** Whether the ingester at work is the one of a paused consumer. */
  #stale = false;
  readonly #parts: Parts;

  constructor(store: ReportStore, now: number, plant: Defect = (parts) => parts) {
    this.now = now;
    const queue = createPartitionedQueue(
      partitionCount,
      () => this.now,
      (batch) => this.#committed(batch),
    );
    const faulty = { ...store, insert: (lines: StoreLines) => this.#insert(store, lines) };
    this.#parts = plant({ queue, store: faulty, clock: { now: () => this.now } });
    this.queue = this.#parts.queue;
  }

  #committed(batch: readonly Delivery[]): void {
    this.model.commit(batch, (text) => this.refuses(text), this.now);
  }

  /** Whether the store refuses a line now. */
  refuses(text: string): boolean {
    return this.faults.refuseAll || (!this.faults.fixed && text.includes(`"${poisonRelease}"`));
  }

  /**
   * Whether the store may lack what counts as stored; or a letter is kept that is no poison: the store
   * may have taken it before it took nothing any more, when nobody learned of it.
   */
  get inDoubt(): boolean {
    return (
      this.model.missing.size > 0 ||
      this.letters.kept.some(({ message }) => !textOf(message.value).includes(`"${poisonRelease}"`))
    );
  }

  /** Puts a message on the queue; the model knows it from then on. */
  async send(message: QueueMessage): Promise<void> {
    this.model.sent.add(`${message.kind}\n${textOf(message.value)}`);
    await this.queue.publish(message);
  }

  /** The process is gone, with what it remembered; the next one remembers as many ids. */
  restart(cache = this.#cache): void {
    this.#cache = cache;
    this.#ingester = undefined;
    this.model.forget();
  }

  /** What mends any loss of the store: another ingester, at the start of the topic. */
  startOver(): void {
    this.restart();
    this.queue.forget();
    this.model.lost = false;
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
        this.#committed(held);
      },
      lag: async () => held.length,
      close: async () => undefined,
    };
    this.#stale = true;
    try {
      await this.#create(stale).run(new AbortController().signal);
    } catch (error) {
      if (error !== killed && !isCensusError(error, 'store/rejected')) throw error;
    } finally {
      this.#stale = false;
    }
  }

  #create(queue: ReportQueue): Ingester {
    const { store, clock } = this.#parts;
    return createIngester({
      queue,
      store,
      deadLetters: this.letters,
      clock,
      policy: { maxBytes: 1, maxWaitMs: 0 },
      setCacheSize: this.#cache,
      wait: async () => undefined,
    });
  }

  async #insert(store: ReportStore, lines: StoreLines): Promise<void> {
    if (this.faults.away > 0) {
      this.faults.away -= 1;
      if (!this.#stale) this.model.forget();
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
    await store.insert(lines);
    if (dies) throw killed;
  }
}
