import {
  called,
  calledUnguarded,
  cast,
  dynptr,
  inlined,
  type ProgramCase,
  preempt,
  rcu,
  tc,
} from './rows.ts';

const types: readonly ProgramCase[] = [
  {
    program: 'mx_task',
    type: 'syscall',
    shows: 'a syscall program, which may sleep',
    rows: called({ bpf_task_from_pid: 1, bpf_task_release: 1 }),
  },
  {
    program: 'mx_cgroup',
    type: 'syscall',
    shows: 'kernel objects acquired and released',
    rows: called({ bpf_cgroup_ancestor: 1, bpf_cgroup_from_id: 1, bpf_cgroup_release: 2 }),
  },
  {
    program: 'mx_key',
    type: 'syscall',
    shows: 'kfuncs that sleep',
    rows: called({ bpf_key_put: 1, bpf_lookup_system_key: 1 }),
  },
  {
    program: 'mx_user_string',
    type: 'syscall',
    shows: 'memory of a user process',
    rows: called({ bpf_copy_from_user_str: 1 }),
  },
  {
    program: 'mx_crypto',
    type: 'syscall',
    shows: 'crypto contexts',
    rows: called({ bpf_crypto_ctx_create: 1, bpf_crypto_ctx_release: 1 }),
  },
  {
    program: 'mx_iter_task',
    type: 'syscall',
    shows: 'the iterator over tasks',
    rows: called({ bpf_iter_task_destroy: 1, bpf_iter_task_new: 1, bpf_iter_task_next: 1, ...rcu }),
  },
  {
    program: 'mx_tp_btf',
    type: 'tracing',
    shows: 'a typed raw tracepoint',
    rows: called({ bpf_task_acquire: 1, bpf_task_release: 1 }),
  },
  {
    program: 'mx_cpumask',
    type: 'tracing',
    shows: 'masks of CPUs',
    rows: called({
      bpf_cpumask_create: 1,
      bpf_cpumask_release: 1,
      bpf_cpumask_set_cpu: 2,
      bpf_cpumask_test_cpu: 1,
    }),
  },
  { program: 'mx_iter', type: 'tracing', shows: 'an iterator program', rows: called(rcu) },
  {
    program: 'mx_raw_tp',
    type: 'raw_tracepoint',
    shows: 'a raw tracepoint',
    rows: called(preempt),
  },
  {
    program: 'mx_ct_tc',
    type: tc,
    shows: 'kfuncs of nf_conntrack, built in: module vmlinux',
    rows: called({ bpf_ct_release: 1, bpf_skb_ct_lookup: 1 }),
  },
  {
    program: 'mx_ct_xdp',
    type: 'xdp',
    shows: 'the same in XDP',
    rows: called({ bpf_ct_release: 1, bpf_xdp_ct_lookup: 1 }),
  },
  {
    program: 'mx_cc_ssthresh',
    type: 'struct_ops',
    shows: 'a member of a struct_ops calls the kernel’s own',
    rows: called({ tcp_reno_ssthresh: 1 }),
  },
  {
    program: 'mx_cc_avoid',
    type: 'struct_ops',
    shows: 'one program per member',
    rows: called({ tcp_reno_cong_avoid: 1 }),
  },
  {
    program: 'mx_cc_undo',
    type: 'struct_ops',
    shows: 'one program per member',
    rows: called({ tcp_reno_undo_cwnd: 1 }),
  },
  {
    program: 'mx_cc_init',
    type: 'struct_ops',
    shows: 'a kfunc of another congestion control',
    rows: called({ cubictcp_init: 1 }),
  },
];

const loaders: readonly ProgramCase[] = [
  { program: 'mx_light', type: tc, shows: 'loaded by a light skeleton', rows: called(dynptr) },
  {
    program: 'mx_raw_no_btf',
    type: tc,
    shows: 'no BTF: the calls are all there is',
    rows: calledUnguarded({ bpf_rcu_read_lock: 2, bpf_rcu_read_unlock: 2 }),
  },
  {
    program: 'mx_raw_stripped',
    type: tc,
    shows: 'BTF without func_info and line_info, which the kernel does not keep',
    rows: calledUnguarded(rcu),
  },
  {
    program: 'mx_raw_cilium',
    type: tc,
    shows: 'BTF as cilium/ebpf makes it: lines, no externs',
    rows: [inlined(cast, 'unknown'), ...calledUnguarded(rcu)],
  },
  {
    program: 'mx_raw_no_lines',
    type: tc,
    shows: 'no line info: an inlined cast cannot be observed, which is not "no cast"',
    rows: called(rcu),
  },
  {
    program: 'mx_raw_incompat',
    type: tc,
    shows: 'declared with another prototype than the kernel has: the fallback runs',
    rows: called({ bpf_dynptr_from_skb: 1 }),
  },
  {
    program: 'mx_raw_flavour',
    type: tc,
    shows: 'a flavour, linked: the kfunc under its own name',
    rows: called({ bpf_dynptr_from_skb: 1 }),
  },
  {
    program: 'mx_raw_real_v2',
    type: tc,
    shows: 'an absent kfunc with the name of a flavour',
    rows: called(rcu),
  },
  {
    program: 'mx_raw_trap',
    type: tc,
    shows: '__bpf_trap, which the compiler put in',
    rows: called(rcu),
  },
];

/** Program types, parts of the kernel, and loaders. */
export const kernelCases: readonly ProgramCase[] = [...types, ...loaders];
