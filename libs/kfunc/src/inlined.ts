import { knownKfuncs } from '@kfunc-census/lifecycle/known';

/** How source lines name kfuncs that some kernel inlines, other than by their names. */
const iterNum: readonly string[] = ['bpf_for', 'bpf_repeat'];
const macros: Readonly<Record<string, readonly string[]>> = {
  // bpf_core_read.h of libbpf.
  bpf_rdonly_cast: ['bpf_core_cast'],
  // bpf_helpers.h of libbpf; `bpf_for_each(num, …)` is looked for on its own.
  bpf_iter_num_new: iterNum,
  bpf_iter_num_next: iterNum,
  bpf_iter_num_destroy: iterNum,
};
const forEachNum = /\bbpf_for_each\s*\(\s*num\s*,/;

interface InlinedName {
  readonly kfunc: string;
  /** Of its calls, also under a name with a libbpf flavour. */
  readonly pattern: RegExp;
}

const inlinedKfuncs = [...knownKfuncs.values()].filter(({ inlined }) => inlined.length > 0);
const words = (kfunc: string): readonly string[] => [kfunc, ...(macros[kfunc] ?? [])];

const inlinedNames: readonly InlinedName[] = inlinedKfuncs.map(({ name }) => ({
  kfunc: name,
  pattern: new RegExp(`\\b(?:${words(name).join('|')})(?:___\\w+)?\\s*\\(`),
}));

/** Words whose absence from the strings of a BTF means that no line of it names such a kfunc. */
export const inlinedWords: readonly string[] = [
  ...new Set([...inlinedKfuncs.flatMap(({ name }) => words(name)), 'bpf_for_each']),
];

/** String and character literals, which may hold `//`, and comments, which may not end. */
const noCode = /"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?|\/\*.*?(?:\*\/|$)|\/\/.*$/gs;

/** The code of a source line: literals and comments do not count. */
function codeOf(text: string): string {
  return text.replace(noCode, ' ');
}

/**
 * The kfuncs that a source line calls, by itself or through a macro, of those that some kernel line
 * inlines. Whether the running one does is for the caller to ask (`inlinedOn` of lifecycle).
 */
export function inlinedInLine(text: string): string[] {
  const code = codeOf(text);
  const loops = forEachNum.test(code);
  return inlinedNames
    .filter(
      ({ kfunc, pattern }) => pattern.test(code) || (loops && kfunc.startsWith('bpf_iter_num_')),
    )
    .map(({ kfunc }) => kfunc);
}

/** Names of all functions and macros that a source line calls. */
export function calledInLine(text: string): string[] {
  return [...codeOf(text).matchAll(/\b([a-zA-Z_]\w*)\s*\(/g)].map(([, name = '']) => name);
}
