import { type Btf, btfKinds, linkShape, parseBtf, prototypeText } from '@kfunc-census/btf';
import { decideFunctions, readObjectBtf } from '@kfunc-census/kfunc';
import type { Random } from './random.ts';

/** FUNCs and types that are looked at closely, spread over a blob. */
const sampled = 6;

/** Looks at a BTF through every accessor. */
export function useBtf(btf: Btf): void {
  const functions = [...btf.ownIds(btfKinds.func)];
  for (const at of spread(functions.length)) useFunction(btf, functions[at] ?? 0);
  for (const id of spread(btf.typeCount)) useType(btf, id);
  guarded(() => btf.taggedFuncs('bpf_kfunc'));
  guarded(() => btf.sectionEntries('.ksyms'));
  guarded(() => btf.funcsNamed(new Set(['a', 'bpf_rcu_read_lock', '__bpf_trap'])));
  btf.mentions('bpf_rdonly_cast');
}

/** About so many numbers below `length`. */
function spread(length: number): number[] {
  const step = Math.max(1, Math.floor(length / sampled));
  return Array.from({ length: Math.ceil(length / step) }, (_, i) => i * step);
}

function useFunction(btf: Btf, id: number): void {
  const text = guarded(() => prototypeText(btf, id));
  const shape = guarded(() => linkShape(btf, id));
  if ((text?.length ?? 0) > 2048 || (shape?.length ?? 0) > 2048)
    throw new Error(`text of FUNC ${id} has no bound`);
}

function useType(btf: Btf, id: number): void {
  const looks: readonly (() => unknown)[] = [
    () => btf.name(id),
    () => [btf.kind(id), id === 0 ? 0 : btf.vlen(id), id === 0 ? false : btf.flag(id)],
    () => btf.array(id),
    () => btf.intOffset(id),
    () => btf.params(id),
    () => btf.prototype(id),
  ];
  for (const look of looks) guarded(look);
}

/** A part that may refuse without the whole being refused; other errors pass. */
export function guarded<T>(use: () => T): T | undefined {
  try {
    return use();
  } catch (error) {
    if ((error as { code?: string }).code !== 'btf/malformed') throw error;
    return undefined;
  }
}

/** Reads the functions of a program's BTF, and decides which are externs. */
export function useObject(bytes: Uint8Array, random: Random): void {
  const object = readObjectBtf(parseBtf(bytes));
  const contained = new Set([random.below(64), random.below(64)]);
  const functions = decideFunctions(object, contained, (name) => name.startsWith('bpf_'));
  const characters = [...functions.own, ...functions.externs.map(({ name }) => name)].join('');
  if (characters.length > 4096 + 64 * bytes.length) throw new Error('names have no bound');
}
