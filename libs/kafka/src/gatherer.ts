import type { Delivery } from '@kfunc-census/ingest';

/** Messages of one partition as one fetch brought them. */
export interface Fetched {
  readonly partition: number;
  readonly deliveries: readonly Delivery[];
}

/** How far each partition of a batch was handled: index of the last delivery, by partition. */
export interface GatheredBatch {
  readonly deliveries: readonly Delivery[];
  /** The last delivery of each partition that the batch touches. */
  readonly last: ReadonlyMap<number, Delivery>;
  /** Whether the bound of bytes closed it. */
  readonly full: boolean;
}

/** What the gatherer does with a batch. */
export interface GathererOptions {
  /** Bytes of values above which a batch is closed. */
  readonly maxBytes: number;
  /** Stores the batch. The first rejection ends the gathering. */
  readonly handle: (batch: readonly Delivery[]) => Promise<void>;
  /**
   * Called after `handle` resolved, unless the batch was forgotten meanwhile. `current` says whether
   * it still is not: whoever tries more than once asks before each try. Must not reject.
   */
  readonly acknowledge: (
    last: ReadonlyMap<number, Delivery>,
    current: () => boolean,
  ) => Promise<void>;
  /** Called instead of `acknowledge` for a batch that was forgotten while it was handled. */
  readonly onForgotten?: (last: ReadonlyMap<number, Delivery>) => void;
  /** Called for each batch: whether the bound of bytes closed it. */
  readonly onCut?: (full: boolean) => void;
}

interface Entry extends Fetched {
  /** Index of the first delivery that was not handed out. */
  next: number;
  readonly settle: (handled: boolean) => void;
}

/**
 * Joins what several partitions bring into batches, and handles these one after another. Whoever
 * offers messages learns when all of them were handled, and only then may fetch on: so the position
 * of a fetch is never ahead of what was stored, whatever a rebalance does in between.
 */
export class Gatherer {
  readonly #options: GathererOptions;
  #pool: Entry[] = [];
  #running = false;
  #stopped = false;
  /** Counts what `forget` ended: a batch is acknowledged only in the epoch in which it was cut. */
  #epoch = 0;
  #failure: { readonly error: unknown } | undefined;
  readonly #finished = Promise.withResolvers<void>();

  constructor(options: GathererOptions) {
    this.#options = options;
    // A failure may come before anybody asks for `finished`; it is not lost then.
    this.#finished.promise.catch(() => undefined);
  }

  /** Once nothing runs after `stop` or a failure: resolves, or rejects with the first failure. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /** Whether it was stopped or failed: nothing more is taken. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** True once all were handled and acknowledged; false when the gathering ended before. */
  offer(fetched: Fetched): Promise<boolean> {
    if (this.#stopped) return Promise.resolve(false);
    return new Promise((resolve) => {
      this.#pool.push({ ...fetched, next: 0, settle: resolve });
      // The partitions of one fetch are offered in one turn of the event loop: let all come in.
      setImmediate(() => void this.#run());
    });
  }

  /**
   * Gives up all that was offered: the partitions may be another consumer's now. A batch that is
   * being handled is finished, since it may be stored already, and not acknowledged.
   */
  forget(): void {
    this.#epoch += 1;
    for (const entry of this.#pool) entry.settle(false);
    this.#pool = [];
  }

  /** Ends the gathering; a batch that is being handled is finished and acknowledged first. */
  stop(): void {
    this.#stopped = true;
    if (!this.#running) this.#end();
  }

  /** Ends the gathering with an error, unless it failed before. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.stop();
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    try {
      while (!this.#stopped && this.#pool.length > 0) await this.#handleNext();
    } catch (error) {
      this.#stopped = true;
      this.#failure ??= { error };
    }
    this.#running = false;
    if (this.#stopped) this.#end();
  }

  async #handleNext(): Promise<void> {
    const epoch = this.#epoch;
    const current = (): boolean => epoch === this.#epoch;
    const { deliveries, last, full } = this.#cut();
    this.#options.onCut?.(full);
    await this.#options.handle(deliveries);
    if (!current()) {
      this.#options.onForgotten?.(last);
      return;
    }
    await this.#options.acknowledge(last, current);
    this.#pool = this.#pool.filter((entry) => {
      const done = entry.next === entry.deliveries.length;
      if (done) entry.settle(true);
      return !done;
    });
  }

  #cut(): GatheredBatch {
    const deliveries: Delivery[] = [];
    const last = new Map<number, Delivery>();
    let bytes = 0;
    for (const entry of this.#pool)
      for (let delivery = entry.deliveries[entry.next]; delivery !== undefined; ) {
        bytes += delivery.value.byteLength;
        if (deliveries.length > 0 && bytes > this.#options.maxBytes)
          return { deliveries, last, full: true };
        deliveries.push(delivery);
        last.set(entry.partition, delivery);
        entry.next += 1;
        delivery = entry.deliveries[entry.next];
      }
    return { deliveries, last, full: bytes >= this.#options.maxBytes };
  }

  #end(): void {
    this.forget();
    if (this.#failure === undefined) this.#finished.resolve();
    else this.#finished.reject(this.#failure.error);
  }
}
