import { knownKfuncs } from '@kfunc-census/lifecycle/known';

/**
 * Whether a call was put in by the kernel, by the program's type and the kfunc's name: nothing in
 * the program tells such a call from an author's.
 */
export function isKernelInserted(programType: string, kfunc: string): boolean {
  return knownKfuncs.get(kfunc)?.insertedInto.includes(programType) ?? false;
}
