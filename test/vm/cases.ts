import { calls, matrix } from './calls.ts';
import {
  type Applies,
  all,
  type Check,
  exactly,
  from,
  type KernelFacts,
  reaches,
  unless,
} from './expectations.ts';
import { type GuestResult, program } from './result.ts';

/** What is asked of a kernel. */
export interface Case {
  readonly name: string;
  /** What holds when it passes. */
  readonly title: string;
  readonly applies: Applies;
  readonly check: Check;
  /** Why this result cannot answer although the kernel is one to ask; undefined: it can. */
  readonly unanswered?: (result: GuestResult) => string | undefined;
}

const kfuncs = from([6, 0], 'programs call kfuncs');
const tags = from([6, 10], 'kfuncs are tagged');
const guards = from([6, 3], 'a kfunc may be tested for');
const schedExt: Applies = ({ schedExt }) => schedExt || 'built without sched_ext';

/** Objects of test/vm/bpf, and which kernels must take them. nf_nat has a case of its own. */
const objects: Readonly<Record<string, Applies>> = {
  ...{ attached: kfuncs, conntrack: kfuncs, freplaced: kfuncs, keys: kfuncs, modified: tags },
  xfrm: from([6, 2], 'xfrm_interface has kfuncs'),
  fou: from([6, 4], 'fou has kfuncs'),
  ...{ guarded: guards, inlined: from([6, 4], 'bpf_iter_num'), task: guards, freplace: guards },
  scheduler: schedExt,
};

const loads: Check = ({ loads }, kernel) =>
  Object.entries(objects)
    .filter(([name, applies]) => applies(kernel) === true && loads[name]?.status !== 0)
    .map(([name]) => `${name} was not loaded: ${loads[name]?.log.trim().slice(-300)}`);

const modules: Readonly<Record<string, Applies>> = {
  ...{ vmlinux: kfuncs, nf_conntrack: kfuncs, nf_nat: kfuncs },
  ...{ fou: objects.fou!, xfrm_interface: objects.xfrm! },
};

const catalogues: Check = ({ catalogues }, kernel) => {
  const expected = Object.keys(modules).filter((name) => modules[name]!(kernel) === true);
  const empty = catalogues.filter((each) => each.kfuncs.length === 0).map(({ module }) => module);
  const found = catalogues.map(({ module }) => module);
  return [
    ...unless(
      `${found.toSorted()}` === `${expected.toSorted()}`,
      `expected catalogues of ${expected}, got those of ${found}`,
    ),
    ...unless(empty.length === 0, `empty catalogues: ${empty}`),
  ];
};

const complete: Check = ({ agent, report }) => {
  if (report === undefined) return [`exit code ${agent.status}: ${agent.stderr}`];
  const { complete, losses, programs_read: read, programs_loaded: loaded } = report.coverage;
  return unless(
    complete && losses.length === 0 && read === loaded && read > 0,
    `coverage ${JSON.stringify(report.coverage)}`,
  );
};

const notSupported: Check = ({ agent, report }) => [
  ...unless(agent.status !== 0, 'exit code 0'),
  ...unless(/agent\/not-supported/.test(agent.stderr), `no such error: "${agent.stderr}"`),
  ...unless(report === undefined, 'a report was made'),
];

const untaggedOnly: Applies = ({ schedExtUntagged }) =>
  schedExtUntagged || 'kfuncs of sched_ext are tagged, and link, or are not there';
const linkedElsewhere = ['scx_bpf_cpuperf_cap', 'scx_bpf_kick_cpu'];

/** Kfuncs of sched_ext that the catalogue must have although BTF tags none of them so. */
const untagged: Check = ({ catalogues }) => {
  const known = catalogues.find(({ module }) => module === 'vmlinux')?.kfuncs ?? [];
  return [...linkedElsewhere, 'scx_bpf_dsq_insert___v2'].flatMap((name) => {
    const seen = known.find((each) => each.name === name)?.seen;
    const expected = seen?.tag === false && seen.func && seen.symbol;
    return unless(expected === true, `${name}: seen as ${JSON.stringify(seen)}`);
  });
};

const unchanged: Check = ({ ids, written }) => [
  ...unless(ids.before === ids.after, `ids before: ${ids.before}; after: ${ids.after}`),
  ...unless(written.length === 0, `files written: ${written.join(', ')}`),
];

const shownAttached =
  (name: string): Check =>
  (result) => {
    const attached = program(result, name)?.attached;
    return unless(attached === 'yes', `${name}: attached ${attached}`);
  };

const guard: Check = (result) => {
  const found = program(result, 'guarded_lsm')?.kfuncs.find(
    ({ name }) => name === 'bpf_lookup_user_key',
  );
  const missing = result.report?.objects.flatMap(({ kfuncs }) => kfuncs) ?? [];
  return [
    ...unless(found?.guard === 'tested', `bpf_lookup_user_key: guard ${found?.guard}`),
    ...unless(
      missing.some((each) => each.name === 'bpf_vm_no_such_kfunc' && each.missing === 'absent'),
      'bpf_vm_no_such_kfunc is not missing, absent',
    ),
  ];
};

const hasInsert2 = (kernel: KernelFacts): boolean =>
  reaches(kernel, [6, 19]) && !kernel.schedExtUntagged;

const scheduler: Check = all(
  ({ schedExt }) => unless(schedExt === 'enabled', `sched_ext is ${schedExt}`),
  (result, kernel) =>
    exactly(
      'vm_enqueue',
      'vmlinux:scx_bpf_nr_cpu_ids called 1',
      // v2 is there from 6.19 on; where it is untagged, neither it nor the other two link.
      `vmlinux:scx_bpf_dsq_insert${hasInsert2(kernel) ? '___v2' : ''} called 1`,
      ...(kernel.schedExtUntagged ? [] : linkedElsewhere.map((name) => `vmlinux:${name} called 1`)),
    )(result, kernel),
);

const unlinked: Check = ({ report }) => {
  const missing = (report?.objects ?? []).flatMap(({ kfuncs }) =>
    kfuncs.filter((each) => each.missing === 'incompatible').map(({ name }) => name),
  );
  return [...linkedElsewhere, 'scx_bpf_dsq_insert___v2'].flatMap((name) =>
    unless(missing.includes(name), `${name} is not missing, incompatible`),
  );
};

const iterator: Check = (result, kernel) => {
  const status = (sites: number): string =>
    reaches(kernel, [7, 3]) ? 'inlined 0' : `called ${sites}`;
  return exactly(
    'iter_tc',
    `vmlinux:bpf_iter_num_new ${status(1)}`,
    `vmlinux:bpf_iter_num_next ${status(2)}`,
    `vmlinux:bpf_iter_num_destroy ${status(1)}`,
  )(result, kernel);
};

/** A kernel whose modules' BTF repeats types of other modules refuses kfuncs of both in one program. */
const natRefused = ({ loads }: GuestResult): string | undefined =>
  /expected pointer to STRUCT nf_conn___init but R1/.test(loads.nat?.log ?? '')
    ? 'this build refuses kfuncs of two modules on one object: "R1 expected pointer to STRUCT nf_conn___init"'
    : undefined;

/** Everything that is asked, in the order of the table. */
export const cases: readonly Case[] = [
  {
    name: 'not supported',
    title: 'A kernel without kfuncs gives the typed answer `agent/not-supported`, and no report.',
    applies: (kernel) => !reaches(kernel, [6, 0]) || 'has kfuncs',
    check: notSupported,
  },
  {
    name: 'complete',
    title: 'The bundled agent runs, reads every program and names every call site.',
    applies: kfuncs,
    check: complete,
  },
  {
    name: 'loads',
    title: 'The kernel takes every object of test/vm/bpf that it is old enough for.',
    applies: kfuncs,
    check: loads,
  },
  {
    name: 'calls',
    title: 'Of every loaded program, name and number of called kfuncs are those of bpftool.',
    applies: kfuncs,
    check: calls,
  },
  {
    name: 'matrix',
    title:
      'The programs of test/kernel/matrix show the rows that they show on the 6.18 of a live run.',
    applies: ({ line }) => `${line}` === '6,18' || 'the rows of the live matrix are those of 6.18',
    check: matrix,
  },
  {
    name: 'nf_conntrack',
    title: '`bpf_skb_ct_lookup` and `bpf_xdp_ct_lookup` are called, of the module nf_conntrack.',
    applies: kfuncs,
    check: all(
      exactly(
        'ct_skb',
        'nf_conntrack:bpf_skb_ct_lookup called 1',
        'nf_conntrack:bpf_ct_release called 1',
      ),
      exactly(
        'ct_xdp',
        'nf_conntrack:bpf_xdp_ct_lookup called 1',
        'nf_conntrack:bpf_ct_release called 1',
      ),
    ),
  },
  {
    name: 'nf_nat',
    title: 'One program calls kfuncs of nf_conntrack and of nf_nat.',
    applies: kfuncs,
    unanswered: natRefused,
    check: exactly(
      'nat_xdp',
      'nf_conntrack:bpf_xdp_ct_alloc called 1',
      'nf_conntrack:bpf_ct_insert_entry called 1',
      'nf_conntrack:bpf_ct_release called 1',
      'nf_nat:bpf_ct_set_nat_info called 1',
    ),
  },
  {
    name: 'fou',
    title: 'Kfuncs of the module fou are called.',
    applies: objects.fou!,
    check: exactly(
      'fou_both',
      'fou:bpf_skb_get_fou_encap called 1',
      'fou:bpf_skb_set_fou_encap called 1',
    ),
  },
  {
    name: 'xfrm_interface',
    title: 'Kfuncs of the module xfrm_interface are called.',
    applies: objects.xfrm!,
    check: exactly(
      'xfrm_both',
      'xfrm_interface:bpf_skb_get_xfrm_info called 1',
      'xfrm_interface:bpf_skb_set_xfrm_info called 1',
    ),
  },
  {
    name: 'sched_ext',
    title: 'The kfuncs of a scheduler that is in charge are called.',
    applies: schedExt,
    check: scheduler,
  },
  {
    name: 'untagged',
    title: 'Kfuncs of sched_ext that BTF does not tag are in the catalogue, marked so.',
    applies: untaggedOnly,
    check: untagged,
  },
  {
    name: 'incompatible',
    title: 'Weak kfuncs whose prototype does not link are missing, incompatible.',
    applies: untaggedOnly,
    check: unlinked,
  },
  {
    name: 'attached',
    title: 'A program that a tracing link holds is shown as attached.',
    applies: kfuncs,
    check: shownAttached('keys_lsm'),
  },
  {
    name: 'scheduler attached',
    title: 'A scheduler that a link of its struct_ops map holds is shown as attached.',
    applies: schedExt,
    check: shownAttached('vm_enqueue'),
  },
  {
    name: 'attached-to',
    title: 'fentry on a kfunc of a module and fexit on one of vmlinux: used, and not called.',
    applies: kfuncs,
    check: all(
      exactly('attached_fentry', 'nf_conntrack:bpf_ct_release attached-to 0'),
      exactly('attached_fexit', 'vmlinux:bpf_key_put attached-to 0'),
    ),
  },
  {
    name: 'fmod_ret',
    title: 'fmod_ret on a function that is tagged as kfunc: used, and not called.',
    applies: tags,
    check: exactly('modified_return', 'vmlinux:bpf_modify_return_test attached-to 0'),
  },
  {
    name: 'freplace',
    title: 'The kfuncs of a program that replaces a function of another are called.',
    applies: guards,
    check: exactly(
      'vm_freplace',
      'vmlinux:bpf_rcu_read_lock called 1',
      'vmlinux:bpf_rcu_read_unlock called 1',
    ),
  },
  {
    name: 'functions',
    title: 'Sites in the program, in a static and in a global function are counted together.',
    applies: guards,
    check: exactly(
      'task_new',
      'vmlinux:bpf_task_acquire called 1',
      'vmlinux:bpf_task_release called 1',
      'vmlinux:bpf_rcu_read_lock called 2',
      'vmlinux:bpf_rcu_read_unlock called 2',
    ),
  },
  {
    name: 'guard',
    title:
      'A kfunc that is tested for and there is `tested`; one that no kernel has is missing, absent.',
    applies: guards,
    check: guard,
  },
  {
    name: 'cast',
    title: '`bpf_cast_to_kern_ctx` is inlined.',
    applies: objects.inlined!,
    check: exactly('cast_tc', 'vmlinux:bpf_cast_to_kern_ctx inlined 0'),
  },
  {
    name: 'iterator',
    title: '`bpf_iter_num_*` is called; from 7.3 on it is inlined.',
    applies: objects.inlined!,
    check: iterator,
  },
  {
    name: 'catalogues',
    title: 'One catalogue of vmlinux and one of each module with kfuncs, none empty.',
    applies: kfuncs,
    check: catalogues,
  },
  {
    name: 'unchanged',
    title:
      'Same program, map and link ids after a scan as before, no file outside the state directory.',
    applies: () => true,
    check: unchanged,
  },
  {
    name: 'quiet',
    title: 'No warning in the log of the kernel while the agent scans.',
    applies: () => true,
    check: ({ kernelWarnings }) => kernelWarnings,
  },
];
