import { CensusError } from '@kfunc-census/errors';

/** Bytes taken from a budget. */
export interface Lease {
  /** Takes `bytes` more. Throws `request/overloaded` when they do not fit beside what is held. */
  grow(bytes: number): void;
  /** Keeps only `bytes` of what is held, and gives the rest back; 0 ends the lease. */
  shrink(bytes: number): void;
}

/** Bounds how many bytes are held at one time. */
export class ByteBudget {
  private held = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** A lease of nothing so far. */
  lease(): Lease {
    let own = 0;
    return {
      grow: (bytes) => {
        this.take(bytes);
        own += bytes;
      },
      shrink: (keep) => {
        const next = Math.min(own, keep);
        this.held -= own - next;
        own = next;
      },
    };
  }

  private take(bytes: number): void {
    if (this.held + bytes > this.limit)
      throw new CensusError(
        'request/overloaded',
        `${this.held} bytes are being handled already; the limit is ${this.limit} bytes.`,
        { limit: `${this.limit} bytes in flight`, retryAfterSeconds: 5 },
      );
    this.held += bytes;
  }
}
