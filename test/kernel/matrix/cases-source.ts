import { called, dynptr, type ProgramCase, preempt, rcu, row, tc } from './rows.ts';

const structure: readonly ProgramCase[] = [
  {
    program: 'mx_sub_static',
    type: tc,
    shows: 'calls two static subprograms down',
    rows: called(dynptr),
  },
  { program: 'mx_sub_global', type: tc, shows: 'calls in a global subprogram', rows: called(rcu) },
  {
    program: 'mx_sub_both',
    type: tc,
    shows: 'a subprogram called twice has its sites once',
    rows: called({ ...dynptr, ...rcu }),
  },
  { program: 'mx_dead_rodata', type: tc, shows: 'dead by a frozen constant', rows: [] },
  { program: 'mx_dead_core', type: tc, shows: 'dead by a CO-RE test for a type', rows: [] },
  { program: 'mx_live_core', type: tc, shows: 'live by a CO-RE test', rows: called(rcu) },
  {
    program: 'mx_live_variable',
    type: tc,
    shows: 'a variable makes no dead code',
    rows: called(rcu),
  },
  {
    program: 'mx_sibling_calls',
    type: tc,
    shows: 'two programs of one object: each has its own calls',
    rows: called({ bpf_dynptr_from_skb: 1 }),
  },
  { program: 'mx_sibling_other', type: tc, shows: 'the other of the two', rows: called(rcu) },
  {
    program: 'mx_twice',
    type: tc,
    shows: 'one object loaded three times: instances, not programs',
    rows: called({ bpf_dynptr_from_skb: 1, bpf_dynptr_is_rdonly: 1 }),
    instances: 3,
  },
  {
    program: 'mx_many_sites',
    type: tc,
    shows: '64 sites of one kfunc',
    rows: called({ bpf_rcu_read_lock: 64, bpf_rcu_read_unlock: 64 }),
  },
  {
    program: 'mx_many_kfuncs',
    type: tc,
    shows: '24 kfuncs in one program',
    rows: called(
      Object.fromEntries(
        [
          ...Object.keys({ ...rcu, ...preempt, ...dynptr }),
          ...['adjust', 'clone', 'is_rdonly'].map((what) => `bpf_dynptr_${what}`),
          ...['new', 'next', 'destroy'].map((what) => `bpf_iter_num_${what}`),
          ...['len', 'nlen', 'cmp', 'casecmp', 'chr', 'chrnul'].map((what) => `bpf_str${what}`),
          ...['nchr', 'rchr', 'spn', 'cspn', 'str', 'nstr'].map((what) => `bpf_str${what}`),
        ]
          .sort()
          .map((name) => [name, 1]),
      ),
    ),
  },
  { program: 'mx_tail_caller', type: tc, shows: 'a tail call is no call of a kfunc', rows: [] },
  {
    program: 'mx_tail_target',
    type: tc,
    shows: 'its target is a program of its own',
    rows: called({ bpf_dynptr_from_skb: 1 }),
  },
];

const weak: readonly ProgramCase[] = [
  {
    program: 'mx_weak_absent',
    type: tc,
    shows: 'an absent weak kfunc: its call was poisoned and removed',
    rows: [],
  },
  { program: 'mx_weak_absent_plain', type: tc, shows: 'the same without parameters', rows: [] },
  {
    program: 'mx_weak_second_version',
    type: tc,
    shows: 'an absent kfunc named like a flavour',
    rows: [],
  },
  {
    program: 'mx_weak_tested',
    type: tc,
    shows: 'a test for a kfunc that is there leaves its address: guard',
    rows: [...called({ bpf_dynptr_from_skb: 1 }), row('bpf_dynptr_is_null', 'called', 1, 'tested')],
  },
  {
    program: 'mx_weak_untested',
    type: tc,
    shows: 'weak and not tested: no guard, though the sibling has one',
    rows: called({ bpf_dynptr_from_skb: 1, bpf_dynptr_is_null: 1 }),
  },
  {
    program: 'mx_weak_flavour',
    type: tc,
    shows: 'a flavour that this libbpf (1.1) does not link: the fallback runs',
    rows: called({ bpf_dynptr_from_skb: 1 }),
  },
];

/** How the source is made up. */
export const sourceCases: readonly ProgramCase[] = [...structure, ...weak];
