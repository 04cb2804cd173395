/**
 * Kfuncs that the verifier replaces by other instructions, and how source lines name them: by
 * themselves, or through a macro of libbpf's bpf_core_read.h.
 */
const inlinedBySource: readonly { readonly kfunc: string; readonly words: readonly string[] }[] = [
  { kfunc: 'bpf_cast_to_kern_ctx', words: ['bpf_cast_to_kern_ctx'] },
  { kfunc: 'bpf_rdonly_cast', words: ['bpf_rdonly_cast', 'bpf_core_cast'] },
];

/** Words whose absence from the strings of a BTF means that no line of it names such a kfunc. */
export const inlinedWords: readonly string[] = inlinedBySource.flatMap(({ words }) => words);

/** Names of the kfuncs that are replaced by other instructions. */
export const inlinedKfuncs: ReadonlySet<string> = new Set(
  inlinedBySource.map(({ kfunc }) => kfunc),
);

/** The inlined kfuncs that a source line calls, by its text; comments do not count. */
export function inlinedInLine(text: string): string[] {
  const code = text.replace(/\/\*.*?(\*\/|$)/g, ' ').replace(/\/\/.*$/, '');
  return inlinedBySource
    .filter(({ words }) => words.some((word) => new RegExp(`\\b${word}\\s*\\(`).test(code)))
    .map(({ kfunc }) => kfunc);
}
