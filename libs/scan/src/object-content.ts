import { createHash } from 'node:crypto';
import { parseBtf } from '@kfunc-census/btf';
import {
  inlinedInLine,
  inlinedWords,
  maskSourcePath,
  type ObjectBtf,
  readObjectBtf,
} from '@kfunc-census/kfunc';

/** One content of program BTF, however many ids it has, and what its programs add to it. */
export interface ObjectContent {
  readonly functions: ObjectBtf;
  /** FUNC ids that func_info of some loaded program names. */
  readonly contained: Set<number>;
  /** Highest BTF id with this content. */
  lastBtfId: number;
  /** Whether a line of it can name an inlined kfunc. */
  readonly namesInlined: boolean;
  /** Inlined kfuncs by offset of the line's text. */
  readonly inlinedByText: Map<number, readonly string[]>;
  /** Masked source paths by offset of the file's name. */
  readonly sources: Map<number, string>;
}

/** Reads a string of the BTF by its offset. */
export type ReadString = (offset: number) => string;

/** Program BTF, parsed once per content: programs of one object and copies of it share it. */
export class ObjectContents {
  readonly #byId = new Map<number, ObjectContent>();
  readonly #byDigest = new Map<string, ObjectContent>();
  readonly #unread = new Set<number | undefined>();

  /** The content of a program's BTF. Throws `btf/malformed`. */
  of(btfId: number, bytes: Uint8Array): ObjectContent {
    const content = this.#byId.get(btfId) ?? this.#byContent(bytes);
    content.lastBtfId = Math.max(content.lastBtfId, btfId);
    this.#byId.set(btfId, content);
    return content;
  }

  /** Content that was read under this BTF id. */
  withId(btfId: number): ObjectContent | undefined {
    return this.#byId.get(btfId);
  }

  all(): Iterable<ObjectContent> {
    return this.#byDigest.values();
  }

  /**
   * Notes a program whose calls cannot be laid to its object: it, or its BTF, was not read.
   * `btfId` is its BTF, 0 where it has none, undefined where that is not known.
   */
  noteUnread(btfId: number | undefined): void {
    if (btfId !== 0) this.#unread.add(btfId);
  }

  /**
   * The contents of which some program may not have been read. A BTF that was never read may have
   * any content, since copies of an object have ids of their own: then it is all of them.
   */
  withUnread(): ReadonlySet<ObjectContent> {
    const contents = new Set<ObjectContent>();
    for (const btfId of this.#unread) {
      const content = btfId === undefined ? undefined : this.#byId.get(btfId);
      if (content === undefined) return new Set(this.all());
      contents.add(content);
    }
    return contents;
  }

  #byContent(bytes: Uint8Array): ObjectContent {
    const digest = createHash('sha256').update(bytes).digest('base64');
    const content = this.#byDigest.get(digest) ?? parseContent(bytes);
    this.#byDigest.set(digest, content);
    return content;
  }
}

function parseContent(bytes: Uint8Array): ObjectContent {
  const btf = parseBtf(bytes);
  return {
    functions: readObjectBtf(btf),
    contained: new Set(),
    lastBtfId: 0,
    namesInlined: inlinedWords.some((word) => btf.mentions(word)),
    inlinedByText: new Map(),
    sources: new Map(),
  };
}

/** The kfuncs that some kernel inlines and the lines with these texts call; each is read once. */
export function inlinedByLines(
  content: ObjectContent,
  texts: Iterable<number>,
  read: ReadString,
): Set<string> {
  const found = new Set<string>();
  for (const text of texts) {
    const names = content.inlinedByText.get(text) ?? inlinedInLine(read(text));
    content.inlinedByText.set(text, names);
    for (const name of names) found.add(name);
  }
  return found;
}

/** The masked path of the source file whose name is at this offset. */
export function sourceAt(content: ObjectContent, file: number, read: ReadString): string {
  const source = content.sources.get(file) ?? maskSourcePath(read(file));
  content.sources.set(file, source);
  return source;
}
