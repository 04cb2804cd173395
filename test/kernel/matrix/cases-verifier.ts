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

const inlining: readonly ProgramCase[] = [
  {
    program: 'mx_cast_text',
    type: tc,
    shows: 'a cast that became a move: only the line text of the program has it',
    rows: [inlined(cast)],
  },
  {
    program: 'mx_cast_rdonly',
    type: tc,
    shows: 'the other inlined cast',
    rows: [inlined('bpf_rdonly_cast')],
  },
  {
    program: 'mx_cast_macro',
    type: tc,
    shows: 'the macro of libbpf in whose name the line has the cast',
    rows: [inlined('bpf_rdonly_cast')],
  },
  {
    program: 'mx_cast_helper',
    type: tc,
    shows: 'a cast in a function that the compiler inlined: its line came along',
    rows: [inlined(cast)],
  },
  {
    program: 'mx_cast_both',
    type: tc,
    shows: 'two casts in one program',
    rows: [inlined(cast), inlined('bpf_rdonly_cast')],
  },
  {
    program: 'mx_cast_comment',
    type: tc,
    shows: 'a comment names the cast: no use',
    rows: [],
  },
  {
    program: 'mx_cast_line_comment',
    type: tc,
    shows: 'a comment to the end of the line: no use',
    rows: [],
  },
  { program: 'mx_cast_string', type: tc, shows: 'a text names the casts: no use', rows: [] },
  {
    program: 'mx_cast_none',
    type: tc,
    shows: 'a sibling of the above that casts nothing',
    rows: [],
  },
  {
    program: 'mx_dead_cast',
    type: tc,
    shows: 'line records go with the dead code: no use, although the BTF names the cast',
    rows: [],
  },
  {
    program: 'mx_hidden_cast',
    type: tc,
    shows:
      "an author's own macro hides the cast from its line: not observable, as the object names it",
    rows: [],
  },
];

const kept: readonly ProgramCase[] = [
  {
    program: 'mx_iter_num',
    type: tc,
    shows:
      'the number iterator is called on this kernel, not inlined; the compiler made two sites of one',
    rows: called({ bpf_iter_num_destroy: 1, bpf_iter_num_new: 1, bpf_iter_num_next: 2 }),
  },
  {
    program: 'mx_iter_num_macro',
    type: tc,
    shows: 'the same behind a macro with a clean-up',
    rows: called({ bpf_iter_num_destroy: 1, bpf_iter_num_new: 1, bpf_iter_num_next: 1 }),
  },
  {
    program: 'mx_rcu',
    type: tc,
    shows: 'RCU sections are calls; no parameters',
    rows: called(rcu),
  },
  { program: 'mx_preempt', type: tc, shows: 'so are preemption sections', rows: called(preempt) },
  {
    program: 'mx_irq',
    type: tc,
    shows: 'and interrupt sections',
    rows: called({ bpf_local_irq_restore: 1, bpf_local_irq_save: 1 }),
  },
  {
    program: 'mx_iter_bits',
    type: tc,
    shows: 'the iterator over bits',
    rows: called({ bpf_iter_bits_destroy: 1, bpf_iter_bits_new: 1, bpf_iter_bits_next: 2 }),
  },
];

const specialised: readonly ProgramCase[] = [
  {
    program: 'mx_dynptr_tc',
    type: tc,
    shows: 'a kfunc called by its own name, where packets may be written',
    rows: called(dynptr),
  },
  ...(['mx_dynptr_ingress', 'mx_dynptr_egress'] as const).map((program) => ({
    program,
    type: 'cgroup_skb',
    shows: 'the kernel calls bpf_dynptr_from_skb_rdonly: the author called bpf_dynptr_from_skb',
    rows: called(dynptr),
  })),
  {
    program: 'mx_dynptr_socket',
    type: 'socket_filter',
    shows: 'the same in a socket filter',
    rows: called(dynptr),
  },
  {
    program: 'mx_dynptr_xdp',
    type: 'xdp',
    shows: 'dynptrs of XDP have a kfunc of their own',
    rows: called({ bpf_dynptr_from_xdp: 1, bpf_dynptr_slice: 1 }),
  },
  {
    program: 'mx_xdp_bound',
    type: 'xdp',
    shows: "bound to a device, the kernel calls the driver's veth_xdp_rx_timestamp",
    rows: calledUnguarded({ bpf_xdp_metadata_rx_timestamp: 1 }),
  },
];

const patched: readonly ProgramCase[] = [
  {
    program: 'mx_obj',
    type: tc,
    shows: 'the verifier writes sizes and types in front; the calls stay',
    rows: called({ bpf_obj_drop_impl: 1, bpf_obj_new_impl: 1 }),
  },
  {
    program: 'mx_refcount',
    type: tc,
    shows: 'reference counts of own objects',
    rows: called({ bpf_obj_drop_impl: 2, bpf_obj_new_impl: 1, bpf_refcount_acquire_impl: 1 }),
  },
  {
    program: 'mx_percpu_obj',
    type: tc,
    shows: 'own objects per CPU',
    rows: called({ bpf_percpu_obj_drop_impl: 1, bpf_percpu_obj_new_impl: 1 }),
  },
  {
    program: 'mx_list',
    type: tc,
    shows: 'lists of own objects',
    rows: called({
      bpf_list_pop_front: 1,
      bpf_list_push_back_impl: 1,
      bpf_list_push_front_impl: 1,
      bpf_obj_drop_impl: 1,
      bpf_obj_new_impl: 2,
    }),
  },
  {
    program: 'mx_rbtree',
    type: tc,
    shows: 'trees of own objects, with a comparison as callback',
    rows: called({
      bpf_obj_drop_impl: 1,
      bpf_obj_new_impl: 1,
      bpf_rbtree_add_impl: 1,
      bpf_rbtree_first: 1,
      bpf_rbtree_remove: 1,
    }),
  },
  {
    program: 'mx_wq',
    type: tc,
    shows: 'a work queue: the program address is patched in, its callback is part of the program',
    rows: called({ ...rcu, bpf_wq_init: 1, bpf_wq_set_callback_impl: 1, bpf_wq_start: 1 }),
  },
  {
    program: 'mx_stream',
    type: tc,
    shows: 'a hidden last argument, which the kernel fills in',
    rows: called({ bpf_stream_vprintk_impl: 1 }),
  },
  {
    program: 'mx_task_work',
    type: 'tracing',
    shows: 'the same with a callback, whose calls are the program’s',
    rows: called({ ...rcu, bpf_task_work_schedule_signal_impl: 1 }),
  },
  {
    program: 'mx_callback',
    type: tc,
    shows: 'the callback of a helper is part of the program',
    rows: called(preempt),
  },
  {
    program: 'mx_throw',
    type: tc,
    shows: 'exceptions: the hidden subprogram behind the last func_info makes no row',
    rows: called({ bpf_throw: 2 }),
  },
  {
    program: 'mx_res_lock',
    type: tc,
    shows: 'resilient spin locks',
    rows: called({ bpf_res_spin_lock: 1, bpf_res_spin_unlock: 1 }),
  },
];

/** What the verifier makes of calls. */
export const verifierCases: readonly ProgramCase[] = [
  ...inlining,
  ...kept,
  ...specialised,
  ...patched,
];
