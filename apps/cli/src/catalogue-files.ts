import { readFileSync, statSync } from 'node:fs';
import { parseBtf } from '@kfunc-census/btf';
import { CensusError } from '@kfunc-census/errors';
import { type CatalogueEntry, catalogueEntries, withSymbol } from '@kfunc-census/kfunc';
import { knownNames } from '@kfunc-census/lifecycle/known';
import type { CatalogueAnswer } from '@kfunc-census/query';
import { decodeCatalogue } from '@kfunc-census/report/schema';

/** A catalogue to compare, from a file or from the API. */
export interface FileCatalogue {
  readonly module: string;
  readonly entries: readonly CatalogueEntry[];
  /** What the file cannot tell. */
  readonly notes: readonly string[];
}

/** Bytes of a file at most: the BTF of a kernel has 5 to 10 MB. */
const mostBytes = 64 * 1024 * 1024;

const noSymbols =
  'A BTF file has no symbols: a function without the tag of kfuncs may have no address.';

const wrong = (path: string, why: string, cause?: unknown): CensusError =>
  new CensusError('cli/usage', `${path}: ${why}.`, { field: path, cause });

/** The entries of an answer of `/v1/catalogues/{id}`. Throws `cli/usage` where its content is missing. */
export function toFileCatalogue(answer: CatalogueAnswer, asked: string): FileCatalogue {
  const { module } = answer.catalogue;
  if (module === null) throw wrong(asked, 'the content of this catalogue never arrived');
  if (answer.next_cursor !== null || answer.question.offset > 0)
    throw wrong(asked, 'this is a part of a catalogue; ask for it without limit');
  const entries = answer.entries.map(({ tag, func, symbol, known_by, ...entry }) => ({
    ...entry,
    seen: { tag, func, symbol },
    knownBy: known_by as CatalogueEntry['knownBy'],
  }));
  return { module, entries, notes: [] };
}

function ofBtf(path: string, bytes: Uint8Array): FileCatalogue {
  try {
    const found = catalogueEntries(parseBtf(bytes), knownNames);
    const entries = found.map(({ entry }) => withSymbol(entry, true));
    return { module: 'vmlinux', entries, notes: [noSymbols] };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw wrong(path, `this is no BTF of a whole kernel: ${why}`, cause);
  }
}

function ofJson(path: string, bytes: Uint8Array): FileCatalogue {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as Partial<CatalogueAnswer> | null;
    if (value?.question?.kind === 'catalogue')
      return toFileCatalogue(value as CatalogueAnswer, path);
    const { module, kfuncs } = decodeCatalogue(bytes).value;
    const entries = kfuncs.map(({ known_by: knownBy, ...entry }) => ({ ...entry, knownBy }));
    return { module, entries, notes: [] };
  } catch (cause) {
    if (cause instanceof CensusError && cause.code === 'cli/usage') throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw wrong(
      path,
      `this is no catalogue, and no answer of \`catalogues ID --json\`: ${why}`,
      cause,
    );
  }
}

/** The magic number of BTF in both byte orders (linux/btf.h). */
const isBtf = ([first, second]: Uint8Array): boolean =>
  (first === 0x9f && second === 0xeb) || (first === 0xeb && second === 0x9f);

/**
 * A catalogue from a file: of an agent (catalogue v1), as `catalogues ID --json` printed it, or made from
 * the raw BTF of a kernel (`/sys/kernel/btf/vmlinux`). Throws `cli/usage`, naming the file.
 */
export function readCatalogueFile(path: string): FileCatalogue {
  let bytes: Uint8Array;
  try {
    const { size } = statSync(path);
    if (size > mostBytes)
      throw wrong(path, `the file has ${size} bytes; at most ${mostBytes} are read`);
    bytes = readFileSync(path);
  } catch (cause) {
    if (cause instanceof CensusError) throw cause;
    const why = cause instanceof Error ? cause.message : String(cause);
    throw wrong(path, `the file could not be read: ${why}`, cause);
  }
  return isBtf(bytes) ? ofBtf(path, bytes) : ofJson(path, bytes);
}
