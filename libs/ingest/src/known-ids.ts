/** Remembers the ids that were used last, up to a number of them, each for a time. */
export interface KnownIds {
  /** Whether the id is remembered; it then counts as just used. */
  has(id: string): boolean;
  /** Remembers the id from now on. */
  add(id: string): void;
  /** Forgets all. */
  clear(): void;
}

/** How much is remembered, and for how long. */
export interface KnownIdsOptions {
  /** Ids at most; the one that was not used for longest goes first. */
  readonly size: number;
  /** Milliseconds after `add` at which an id is forgotten, however often it was used since. */
  readonly maxAgeMs: number;
  /** The time, Unix milliseconds. */
  readonly now: () => number;
}

/** Creates an empty memory. */
export function createKnownIds({ size, maxAgeMs, now }: KnownIdsOptions): KnownIds {
  // When each was added. A Map keeps the order of insertion, so its first element is the oldest.
  const ids = new Map<string, number>();
  const touch = (id: string, at: number): void => {
    ids.delete(id);
    ids.set(id, at);
  };
  return {
    has(id) {
      const at = ids.get(id);
      if (at === undefined) return false;
      const age = now() - at;
      // Younger than nothing: the clock was set back, so the age is not known.
      const young = age >= 0 && age < maxAgeMs;
      if (young) touch(id, at);
      else ids.delete(id);
      return young;
    },
    clear: () => ids.clear(),
    add(id) {
      touch(id, now());
      const [oldest] = ids.keys();
      if (ids.size > size && oldest !== undefined) ids.delete(oldest);
    },
  };
}
