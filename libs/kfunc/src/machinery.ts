/**
 * Functions of a kernel whose programs can call kfuncs: one that asks the JIT whether it can (Linux
 * 5.13, kernel/bpf/core.c), and the registration of kfuncs (5.18, kernel/bpf/btf.c). A kernel from
 * before kfuncs has neither, whatever its release says.
 */
export const kfuncMachinery: ReadonlySet<string> = new Set([
  'bpf_jit_supports_kfunc_call',
  'register_btf_kfunc_id_set',
]);
