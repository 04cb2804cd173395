import { describe, expect, it } from 'vitest';
import { mergeFacts } from './merge-facts.ts';

const introduced = { version: '6.2', source: 'list: x' };
const registered = { sets: ['a'], flags: [], source: 'ebpf-docs' };
const own = {
  entries: [{ name: 'bpf_old', registered, lives: [{ introduced }] }],
  sets: [{ name: 'a' }],
};
const features = [
  { name: 'bpf_old', version: 'v6.3', commit: '0123456789abcdef' },
  { name: 'bpf_new', version: 'v6.10', commit: '0123456789abcdef' },
];
const versions = [{ name: 'kfuncs', features }];
const set = (funcs: { name: string; flags?: string[] }[], since?: string | number) => ({
  funcs,
  program_types: [
    {
      name: 'BPF_PROG_TYPE_SOCK_OPS',
      ...(since === undefined ? {} : { since: { version: since } }),
    },
  ],
});

describe('mergeFacts', () => {
  it('adds what is new, once, with all its sets', () => {
    const a = set([{ name: 'bpf_new', flags: ['KF_RCU'] }]);
    const b = set([{ name: 'bpf_new' }], 6.12);
    const found = { version: '6.10', commit: '0123456789ab', source: 'ebpf-docs' };
    expect(mergeFacts({ sets: { a, b } }, versions, own)).toEqual({
      sets: [
        { name: 'b', source: 'ebpf-docs', programTypes: [{ type: 'sock_ops', since: '6.12' }] },
      ],
      entries: [
        {
          name: 'bpf_new',
          registered: { sets: ['a', 'b'], flags: ['KF_RCU'], source: 'ebpf-docs' },
          lives: [{ introduced: found }],
        },
      ],
      remarks: [],
    });
  });

  it('remarks on what differs and what is not said, and changes nothing', () => {
    const a = set([{ name: 'bpf_old', flags: ['KF_RCU'] }, { name: 'bpf_x' }]);
    expect(mergeFacts({ sets: { a } }, versions, own)).toEqual({
      sets: [],
      entries: [],
      remarks: [
        'bpf_old: flags here none; upstream KF_RCU',
        'bpf_old: introduced here 6.2; upstream 6.3',
        'bpf_x: new, but since when is not said',
      ],
    });
  });

  it('refuses a version that YAML may have shortened', () => {
    const sets = { b: set([], 6.1) };
    expect(() => mergeFacts({ sets }, versions, own)).toThrow(/6\.1 may be 6\.10/);
    expect(mergeFacts({ sets: { b: set([], '6.1') } }, versions, own).sets).toHaveLength(1);
  });
});
