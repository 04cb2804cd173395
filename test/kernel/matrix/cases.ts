import { kernelCases } from './cases-kernel.ts';
import { sourceCases } from './cases-source.ts';
import { verifierCases } from './cases-verifier.ts';
import { cast, dynptr, type ObjectCase, type ProgramCase, preempt, rcu } from './rows.ts';

/** Every program of the matrix. */
export const programCases: readonly ProgramCase[] = [
  ...verifierCases,
  ...sourceCases,
  ...kernelCases,
];

const referenced = (name: string) =>
  ({ name, module: 'vmlinux', status: 'referenced', missing: null }) as const;
const absent = (name: string) =>
  ({ name, module: null, status: 'missing', missing: 'absent' }) as const;
const rcuNames = Object.keys(rcu);

/** What the objects name beyond what their programs use. */
export const objectCases: readonly ObjectCase[] = [
  {
    of: 'mx_cast_text',
    shows: 'each cast is used by some program, so none is left over',
    declares: [cast, 'bpf_rdonly_cast'],
    rows: [],
  },
  {
    of: null,
    // Of the two objects that declare it alone, the other hides it, and so has no evidence.
    shows: 'a cast that is dead is named and used by no program; behind a macro that is not known',
    declares: [cast],
    rows: [referenced(cast)],
  },
  {
    of: 'mx_live_core',
    shows: 'what is dead in every program is referenced',
    declares: ['bpf_dynptr_from_skb', ...Object.keys(preempt), ...rcuNames],
    rows: ['bpf_dynptr_from_skb', ...Object.keys(preempt)].map(referenced),
  },
  {
    of: 'mx_weak_tested',
    shows: 'absent names, one without parameters, one like a flavour; a flavour of a kfunc',
    declares: [
      'bpf_census_no_such_kfunc',
      'bpf_census_no_such_kfunc_either',
      'bpf_dynptr_from_skb',
      'bpf_dynptr_is_null',
      'bpf_dynptr_size___census',
      'scx_bpf_dsq_insert___v2',
    ],
    rows: [
      absent('bpf_census_no_such_kfunc'),
      absent('bpf_census_no_such_kfunc_either'),
      referenced('bpf_dynptr_size'),
      absent('scx_bpf_dsq_insert___v2'),
    ],
  },
  {
    of: 'mx_sibling_calls',
    shows: 'what one program does not call its sibling does',
    declares: ['bpf_dynptr_from_skb', ...rcuNames],
    rows: [],
  },
  {
    of: 'mx_light',
    shows: 'a light skeleton leaves the externs as libbpf does',
    declares: Object.keys(dynptr),
    rows: [],
  },
  {
    of: 'mx_cc_init',
    shows: 'the members of a struct_ops share one object',
    declares: ['cubictcp_init', 'tcp_reno_cong_avoid', 'tcp_reno_ssthresh', 'tcp_reno_undo_cwnd'],
    rows: [],
  },
  {
    of: 'mx_raw_cilium',
    shows: 'without externs there is nothing that an object could reference or miss',
    declares: [],
    rows: [],
  },
  {
    of: 'mx_raw_no_lines',
    shows: 'whether its program makes the cast is not known: not "called by none"',
    declares: [cast, ...rcuNames],
    rows: [],
  },
  {
    of: 'mx_raw_incompat',
    shows: 'in the kernel, with a prototype that does not link',
    declares: ['bpf_dynptr_from_skb', 'bpf_dynptr_is_null'],
    rows: [
      {
        name: 'bpf_dynptr_is_null',
        module: 'vmlinux',
        status: 'missing',
        missing: 'incompatible',
      },
    ],
  },
  {
    of: 'mx_raw_flavour',
    shows: 'a flavour that is linked is used',
    declares: ['bpf_dynptr_from_skb___census'],
    rows: [],
  },
  {
    of: 'mx_raw_real_v2',
    shows: 'the full name is missing, not the one before the last ___',
    declares: [...rcuNames, 'scx_bpf_dsq_insert___v2'],
    rows: [absent('scx_bpf_dsq_insert___v2')],
  },
  { of: 'mx_raw_trap', shows: 'nobody wrote __bpf_trap', declares: rcuNames, rows: [] },
];
