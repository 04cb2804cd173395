import { shapesLink } from '@kfunc-census/btf';
import type { CatalogueEntry } from './catalogue.ts';
import { essentialName } from './names.ts';

/** A FUNC of the running kernel, and where it is. */
export interface KernelFunction extends CatalogueEntry {
  /** `vmlinux` or the module. */
  readonly module: string;
  /** Id of the BTF object: of two, the one that was loaded later has the higher. */
  readonly btfId: number;
}

/** What became of an extern on this kernel. */
export type ExternFate =
  | { readonly kind: 'linked'; readonly target: KernelFunction }
  | {
      readonly kind: 'missing';
      readonly reason: 'absent' | 'incompatible' | 'unknown';
      /** The FUNC that has the name, if there is one. */
      readonly target: KernelFunction | undefined;
    };

/** Finds a FUNC of the kernel by name: vmlinux first, then modules, as libbpf does. */
export type FindFunction = (name: string) => KernelFunction | undefined;

/** The FUNCs of the running kernel, as far as its BTFs could be read. */
export interface KernelFunctions {
  readonly find: FindFunction;
  /** Whether they all could: what is not found is in none of them. */
  readonly allRead: boolean;
}

/** The FUNC an extern would link to: by its full name first, then without its flavour. */
export function findExtern(name: string, find: FindFunction): KernelFunction | undefined {
  return find(name) ?? find(essentialName(name));
}

/**
 * Whether an extern links on this kernel. A FUNC without symbol does not (the kernel finds no
 * address for it). Unknown is whether a function of a module that came after the program was there
 * when the program was loaded, and whether a BTF that could not be read has what no other has.
 */
export function externFate(
  extern: { readonly name: string; readonly shape: string },
  objectBtfId: number,
  kernel: KernelFunctions,
): ExternFate {
  const target = findExtern(extern.name, (name) => kernel.find(name));
  if (target === undefined && !kernel.allRead)
    return { kind: 'missing', reason: 'unknown', target: undefined };
  if (target === undefined || !target.seen.symbol)
    return { kind: 'missing', reason: 'absent', target: undefined };
  if (target.module !== 'vmlinux' && target.btfId > objectBtfId)
    return { kind: 'missing', reason: 'unknown', target };
  return shapesLink(extern.shape, target.shape)
    ? { kind: 'linked', target }
    : { kind: 'missing', reason: 'incompatible', target };
}
