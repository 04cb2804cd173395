/**
 * Calls that the kernel itself puts into struct_ops programs (gen_prologue and gen_epilogue of
 * net/sched/bpf_qdisc.c): nothing in the program tells them from an author's call.
 */
const insertedIntoStructOps: ReadonlySet<string> = new Set([
  'bpf_qdisc_init_prologue',
  'bpf_qdisc_reset_destroy_epilogue',
]);

/** Whether a call was put in by the kernel, by the program's type and the kfunc's name. */
export function isKernelInserted(programType: string, kfunc: string): boolean {
  return programType === 'struct_ops' && insertedIntoStructOps.has(kfunc);
}
