/** What each object calls, read off its source in `sources`: kfunc, module, sites. */
export type ExpectedCall = readonly [kfunc: string, module: string, sites: number];

/** Calls by source. */
export const expectedCalls: Readonly<Record<string, readonly ExpectedCall[]>> = {
  ct: [
    ['bpf_ct_release', 'nf_conntrack', 1],
    ['bpf_skb_ct_lookup', 'nf_conntrack', 1],
  ],
  fou: [
    ['bpf_skb_get_xfrm_info', 'xfrm_interface', 1],
    ['bpf_skb_set_fou_encap', 'fou', 1],
  ],
  key: [
    ['bpf_key_put', 'vmlinux', 1],
    ['bpf_lookup_system_key', 'vmlinux', 1],
  ],
  misc: [
    ['bpf_dynptr_from_skb', 'vmlinux', 1],
    ['bpf_dynptr_slice', 'vmlinux', 1],
    ['bpf_iter_num_destroy', 'vmlinux', 1],
    ['bpf_iter_num_new', 'vmlinux', 1],
    // Clang turns the loop around: the first round is tested before it.
    ['bpf_iter_num_next', 'vmlinux', 2],
  ],
  nat: [
    ['bpf_ct_insert_entry', 'nf_conntrack', 1],
    ['bpf_ct_release', 'nf_conntrack', 1],
    ['bpf_ct_set_nat_info', 'nf_nat', 1],
    ['bpf_ct_set_timeout', 'nf_conntrack', 1],
    ['bpf_skb_ct_alloc', 'nf_conntrack', 1],
  ],
  scx: [
    ['scx_bpf_dsq_insert', 'vmlinux', 1],
    ['scx_bpf_nr_cpu_ids', 'vmlinux', 1],
  ],
  task: [
    ['bpf_rcu_read_lock', 'vmlinux', 1],
    ['bpf_rcu_read_unlock', 'vmlinux', 1],
    ['bpf_task_acquire', 'vmlinux', 1],
    ['bpf_task_release', 'vmlinux', 1],
  ],
};

const networkAndTask = ['ct', 'fou', 'key', 'misc', 'nat', 'task'];
// An object that uses nf_conntrack and nf_nat does not load on x86 from 6.16 to 7.3: their BTFs
// hold the same types twice.
const withScheduler = ['ct', 'fou', 'key', 'misc', 'scx', 'task'];

/** Which objects each kernel took. */
export const loadedSources: Readonly<Record<string, readonly string[]>> = {
  '6.1.0-56': ['ct', 'key', 'nat'],
  '6.12.117+deb13': networkAndTask,
  '6.18.15+deb13': withScheduler,
  '7.2.12+deb13': withScheduler,
  '7.3.4+deb13': withScheduler,
  'arm64-6.12.117': networkAndTask,
  'ppc64el-6.12.107': networkAndTask,
  'riscv64-6.12.107': networkAndTask,
  's390x-6.12custom': networkAndTask,
};

/** Architectures that write call targets as BTF ids. */
export const farCaptures: readonly string[] = ['ppc64el-6.12.107', 's390x-6.12custom'];

/** What an object calls on a captured kernel: 7.3 inlines the number iterator. */
export function callsOn(capture: string, source: string): readonly ExpectedCall[] {
  const calls = expectedCalls[source] ?? [];
  const inlines = capture.startsWith('7.3');
  return calls.filter(([kfunc]) => !(inlines && kfunc.startsWith('bpf_iter_num_')));
}
