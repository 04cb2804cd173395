/** What a header of the rpm database says of a package and its files. */
export interface RpmPackage {
  readonly name: string;
  /** `[epoch:]version-release`, as rpm(8) prints it. */
  readonly version: string;
  /** Path of the file with this index; undefined past the last. */
  path(index: number): string | undefined;
}

/** Tags of lib/rpmtag.h. */
const tags = {
  name: 1000,
  version: 1001,
  release: 1002,
  epoch: 1003,
  dirIndexes: 1116,
  baseNames: 1117,
  dirNames: 1118,
} as const;
const entryBytes = 16;

interface Entry {
  readonly offset: number;
  readonly count: number;
}

/** The strings and numbers of a header, by tag: an index of entries, and a store behind it. */
class Header {
  readonly #entries = new Map<number, Entry>();
  readonly #store: Uint8Array;

  constructor(bytes: Uint8Array) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const entries = Math.min(u32(view, 0), Math.floor(bytes.length / entryBytes));
    for (let at = 8, left = entries; left > 0; at += entryBytes, left -= 1)
      this.#entries.set(u32(view, at), { offset: u32(view, at + 8), count: u32(view, at + 12) });
    this.#store = bytes.subarray(8 + entries * entryBytes);
  }

  /** NUL-terminated texts that stand one behind another. */
  texts(tag: number): string[] {
    const { offset, count } = this.#entries.get(tag) ?? { offset: 0, count: 0 };
    const texts: string[] = [];
    for (let at = offset; texts.length < count && at < this.#store.length; ) {
      const end = this.#store.indexOf(0, at);
      if (end < 0) break;
      texts.push(Buffer.from(this.#store.subarray(at, end)).toString('utf8'));
      at = end + 1;
    }
    return texts;
  }

  number(tag: number, index = 0): number | undefined {
    const entry = this.#entries.get(tag);
    if (entry === undefined || index >= entry.count) return undefined;
    const { buffer, byteOffset, byteLength } = this.#store;
    const at = entry.offset + index * 4;
    return at + 4 <= byteLength ? new DataView(buffer, byteOffset + at, 4).getUint32(0) : undefined;
  }
}

/** Big endian, as everything in a header; 0 past the end. */
function u32(view: DataView, at: number): number {
  return at + 4 <= view.byteLength ? view.getUint32(at) : 0;
}

/** Reads a header as the rpm database has it (lib/header.c); undefined for what is none. */
export function parseRpmHeader(bytes: Uint8Array): RpmPackage | undefined {
  const header = new Header(bytes);
  const [name] = header.texts(tags.name);
  const [version] = header.texts(tags.version);
  const [release] = header.texts(tags.release);
  if (name === undefined || version === undefined || release === undefined) return undefined;
  const epoch = header.number(tags.epoch);
  const baseNames = header.texts(tags.baseNames);
  const dirNames = header.texts(tags.dirNames);
  return {
    name,
    version: `${epoch === undefined ? '' : `${epoch}:`}${version}-${release}`,
    path(index) {
      const directory = dirNames[header.number(tags.dirIndexes, index) ?? -1];
      const base = baseNames[index];
      return directory === undefined || base === undefined ? undefined : `${directory}${base}`;
    },
  };
}
