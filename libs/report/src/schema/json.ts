import { CensusError } from '@kfunc-census/errors';
import jsonc, { type JSONPath } from 'jsonc-parser';
import { limits } from '../limits.ts';

/** A JSON document that every parser reads the same way. */
export interface JsonDocument {
  readonly value: unknown;
  /** Members of all objects in the text. */
  readonly members: number;
}

/** JSON pointer (RFC 6901) of a path; '' is the document itself. */
export function jsonPointer(path: readonly (string | number)[]): string {
  return path
    .map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

/** Strict UTF-8 without a byte order mark. Throws `report/encoding`. */
export function decodeUtf8(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new CensusError('report/encoding', 'The body is not valid UTF-8.', {
      field: 'body',
      cause,
    });
  }
  if (text.startsWith('\uFEFF'))
    throw new CensusError('report/encoding', 'The body starts with a byte order mark.', {
      field: 'body',
    });
  return text;
}

function tooDeep(path: JSONPath): CensusError {
  const message = `The body is nested deeper than ${limits.depth} levels at ${jsonPointer(path)}.`;
  const limit = `${limits.depth} levels`;
  return new CensusError('report/too-deep', message, { field: jsonPointer(path), limit });
}

function duplicate(pointer: string): CensusError {
  return new CensusError('report/duplicate-key', `The key ${pointer} stands twice in its object.`, {
    field: pointer,
  });
}

function notWellFormed(pointer: string): CensusError {
  return new CensusError('report/encoding', `The text at ${pointer} has a lone surrogate.`, {
    field: pointer,
  });
}

function malformed(where: string, cause?: unknown): CensusError {
  return new CensusError('report/malformed-json', `The body is not JSON: error at ${where}.`, {
    field: 'body',
    cause,
  });
}

/** What one pass over the text found. */
interface Scan {
  members: number;
  /** The first thing that is JSON, but that parsers disagree about. */
  ambiguity: CensusError | undefined;
  /** Where the text first stops being JSON. */
  errorAt: string | undefined;
}

/** One pass over the text, at most `limits.depth` calls deep. Throws `report/too-deep`. */
function scan(text: string): Scan {
  const found: Scan = { members: 0, ambiguity: undefined, errorAt: undefined };
  const open: Set<string>[] = [];
  let depth = 0;
  const enter = (path: () => JSONPath): void => {
    depth += 1;
    if (depth > limits.depth) throw tooDeep(path());
  };
  const checkText = (value: unknown, path: () => JSONPath): void => {
    if (typeof value === 'string' && !value.isWellFormed())
      found.ambiguity ??= notWellFormed(jsonPointer(path()));
  };
  jsonc.visit(
    text,
    {
      onObjectBegin: (_offset, _length, _line, _column, path) => {
        enter(path);
        open.push(new Set());
      },
      onObjectEnd: () => {
        depth -= 1;
        open.pop();
      },
      onArrayBegin: (_offset, _length, _line, _column, path) => enter(path),
      onArrayEnd: () => {
        depth -= 1;
      },
      onObjectProperty: (name, _offset, _length, _line, _column, path) => {
        found.members += 1;
        const keys = open.at(-1);
        if (keys?.has(name)) found.ambiguity ??= duplicate(jsonPointer([...path(), name]));
        keys?.add(name);
        checkText(name, path);
      },
      onLiteralValue: (value, _offset, _length, _line, _column, path) => checkText(value, path),
      onError: (_error, offset, _length, line, column) => {
        found.errorAt ??= `character ${offset} (line ${line + 1}, column ${column + 1})`;
      },
    },
    { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false },
  );
  return found;
}

/**
 * Reads a JSON document that no two parsers understand differently. JSON.parse decides what is JSON
 * and makes the value; the scan before it refuses what JSON.parse would let pass: deep nesting,
 * equal keys in one object, lone surrogates. Throws `report/encoding`, `report/too-deep`,
 * `report/malformed-json` or `report/duplicate-key`.
 */
export function parseJson(bytes: Uint8Array): JsonDocument {
  const text = decodeUtf8(bytes);
  const { members, ambiguity, errorAt } = scan(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw malformed(errorAt ?? `character ${text.length}`, cause);
  }
  if (ambiguity !== undefined) throw ambiguity;
  // A text that JSON.parse takes and the scan does not would not have been checked.
  if (errorAt !== undefined) throw malformed(errorAt);
  return { value, members };
}
