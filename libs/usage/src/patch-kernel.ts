import type { PatchLine } from './patch-lines.ts';

/** Characters of a signature that are kept: the longest of the kernel has some 400. */
const maxSignature = 4096;

const word = /[A-Za-z_]\w*/g;
const registration = /\bBTF_ID_FLAGS\(\s*func\s*,\s*([A-Za-z_]\w*)/g;

const noTokens: readonly string[] = [];

/** Macros between `__bpf_kfunc` and the name that take arguments. */
const attributes = new Set(['__printf', '__attribute__', '__aligned', '__section', '__acquires']);

/** All identifiers of a line. */
export function namesIn(text: string): readonly string[] {
  return text.match(word) ?? [];
}

/** Kfuncs that a line puts into a set. */
export function registrationsIn(text: string): readonly string[] {
  if (!text.includes('BTF_ID_FLAGS')) return [];
  return [...text.matchAll(registration)].map(([, name = '']) => name);
}

/** A kfunc and its signature: its text from `__bpf_kfunc` to the last parameter that the lines have. */
export type KfuncDefinition = readonly [name: string, signature: string];

/** The kfuncs that lines define. */
export function definitionsIn(lines: readonly PatchLine[]): readonly KfuncDefinition[] {
  return lines.flatMap(({ text }, at) => {
    const definition = isDefinition(text) ? readDefinition(textFrom(lines, at)) : undefined;
    return definition === undefined ? [] : [[definition.name, definition.signature]];
  });
}

/**
 * The kfunc whose head is the heading of a hunk, when the lines go on with its parameters. Undefined
 * when they are of its body, or end before it: then nothing is said of its parameters.
 */
export function continuedDefinition(
  heading: string,
  lines: readonly PatchLine[],
): KfuncDefinition | undefined {
  if (!isDefinition(heading)) return undefined;
  const definition = readDefinition(`${heading} ${textFrom(lines, 0)}`.slice(0, maxSignature));
  return definition?.ended === true ? [definition.name, definition.signature] : undefined;
}

function isDefinition(text: string): boolean {
  return (
    text.includes('__bpf_kfunc') &&
    /\b__bpf_kfunc\b/.test(text) &&
    !/^\s*(?:\*|\/[*/]|#)/.test(text)
  );
}

/** The text from a line to where a body or another definition begins: each line is read once. */
function textFrom(lines: readonly PatchLine[], start: number): string {
  let text = '';
  for (let at = start; at < lines.length && text.length < maxSignature; at += 1) {
    const line = lines[at]?.text ?? '';
    if (at > start && isDefinition(line)) break;
    text += `${line} `;
    if (/[{;]/.test(line)) break;
  }
  return text.slice(0, maxSignature);
}

interface Definition {
  readonly name: string;
  readonly signature: string;
  /** Whether a body follows: the text has the whole signature. */
  readonly ended: boolean;
}

/** Reads the definition that a text has behind `__bpf_kfunc`; undefined when there is none. */
function readDefinition(text: string): Definition | undefined {
  const tokens = text.slice(text.search(/\b__bpf_kfunc\b/)).match(/\w+|[^\w\s]/g) ?? noTokens;
  let open = tokens.indexOf('(');
  while (open > 0 && attributes.has(tokens[open - 1] ?? ''))
    open = tokens.indexOf('(', close(tokens, open));
  const name = tokens[open - 1] ?? '';
  const head = tokens.slice(1, open);
  if (open < 2 || !/^[A-Za-z_]/.test(name) || head.some((token) => /^[;{}=]$/.test(token)))
    return undefined;
  const end = close(tokens, open);
  const signature = tokens.slice(1, end).filter((token) => token !== 'noinline');
  return { name, signature: signature.join(' '), ended: tokens[end] === '{' };
}

/** The place behind the parenthesis that closes the one at `open`, or the end. */
function close(tokens: readonly string[], open: number): number {
  let depth = 0;
  for (let at = open; at < tokens.length; at += 1) {
    if (tokens[at] === '(') depth += 1;
    if (tokens[at] === ')') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return tokens.length;
}
