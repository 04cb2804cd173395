/** Remembers the ids that were used last, up to a number of them. */
export interface KnownIds {
  /** Whether the id is remembered; it then counts as just used. */
  has(id: string): boolean;
  add(id: string): void;
  /** Forgets all. */
  clear(): void;
}

/** Creates an empty memory for `size` ids; the one that was not used for longest goes first. */
export function createKnownIds(size: number): KnownIds {
  // A Set keeps the order of insertion, so its first element is the oldest.
  const ids = new Set<string>();
  const touch = (id: string): void => {
    ids.delete(id);
    ids.add(id);
  };
  return {
    has(id) {
      if (!ids.has(id)) return false;
      touch(id);
      return true;
    },
    clear: () => ids.clear(),
    add(id) {
      touch(id);
      const [oldest] = ids;
      if (ids.size > size && oldest !== undefined) ids.delete(oldest);
    },
  };
}
