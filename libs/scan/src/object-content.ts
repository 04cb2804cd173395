import { createHash } from 'node:crypto';
import { type Btf, parseBtf } from '@kfunc-census/btf';
import { inlinedInLine, inlinedWords, type ObjectBtf, readObjectBtf } from '@kfunc-census/kfunc';

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
}

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
  };
}

/** The inlined kfuncs that the lines with these texts call; each text is looked at once. */
export function inlinedByLines(
  content: ObjectContent,
  btf: Btf,
  texts: Iterable<number>,
): Set<string> {
  const found = new Set<string>();
  for (const text of texts) {
    const names = content.inlinedByText.get(text) ?? inlinedInLine(btf.string(text));
    content.inlinedByText.set(text, names);
    for (const name of names) found.add(name);
  }
  return found;
}
