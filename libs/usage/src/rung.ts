/**
 * Rungs of evidence, strongest first (docs/architecture.md). `called` and `inlined` are use;
 * the others are shown beside it.
 */
export const rungs = [
  'called',
  'inlined',
  'attached-to',
  'kernel-inserted',
  'ambiguous',
  'unresolved',
  'referenced',
  'missing',
] as const;
/** One of `rungs`: what a program or an object shows of a kfunc. */
export type Rung = (typeof rungs)[number];

/** The rungs that count as use unless a question asks otherwise. */
export const useRungs = ['called', 'inlined'] as const satisfies readonly Rung[];
