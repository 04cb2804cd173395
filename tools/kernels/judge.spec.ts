/** The judge on a result that was recorded: it passes as it is, and fails when anything is not so. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { judge } from '../../test/vm/judge.ts';
import { dumpedCalls, type GuestResult } from '../../test/vm/result.ts';
import { root } from '../lib/run.ts';
import { totalsOf } from './table.ts';

const recorded = JSON.parse(
  gunzipSync(readFileSync(`${root}/test/vm/recorded/6.12.json.gz`)).toString(),
) as GuestResult;
const report = recorded.report!;
const outcomeOf = (result: GuestResult, name: string): string =>
  judge(result).find((each) => each.name === name)!.outcome;
const failing = (result: GuestResult): string[] =>
  judge(result)
    .filter(({ outcome }) => outcome === 'fail')
    .map(({ name }) => name);

/** The recorded result with other kfuncs of one program. */
const withKfuncs = (
  name: string,
  change: (kfuncs: (typeof report.programs)[number]['kfuncs']) => typeof kfuncs,
): GuestResult => ({
  ...recorded,
  report: {
    ...report,
    programs: report.programs.map((program) =>
      program.name === name ? { ...program, kfuncs: change(program.kfuncs) } : program,
    ),
  },
});

describe('judge', () => {
  it('passes what was recorded on 6.12', () => {
    expect(failing(recorded)).toEqual([]);
    expect(outcomeOf(recorded, 'nf_conntrack')).toBe('pass');
    expect(outcomeOf(recorded, 'sched_ext')).toBe('not-asked');
  });

  it.each<[string, string[], GuestResult]>([
    [
      'a kfunc under another module',
      ['nf_conntrack'],
      withKfuncs('ct_skb', (kfuncs) => kfuncs.map((each) => ({ ...each, module: 'vmlinux' }))),
    ],
    ['a program without its kfuncs', ['calls', 'nf_conntrack'], withKfuncs('ct_skb', () => [])],
    [
      'one site too many',
      ['calls', 'fou'],
      withKfuncs('fou_both', (kfuncs) => kfuncs.map((each) => ({ ...each, sites: 2 }))),
    ],
    [
      'another status',
      ['attached-to'],
      withKfuncs('attached_fentry', (kfuncs) =>
        kfuncs.map((each) => ({ ...each, status: 'inlined' as const })),
      ),
    ],
    [
      'a guard that was not seen',
      ['guard'],
      withKfuncs('guarded_lsm', (kfuncs) =>
        kfuncs.map((each) => ({ ...each, guard: 'not-seen' as const })),
      ),
    ],
    [
      'an incomplete scan',
      ['complete'],
      { ...recorded, report: { ...report, coverage: { ...report.coverage, complete: false } } },
    ],
    [
      'an object that the kernel refused',
      ['loads'],
      { ...recorded, loads: { ...recorded.loads, xfrm: { status: 255, log: 'EPERM' } } },
    ],
    [
      'a module without catalogue',
      ['catalogues'],
      { ...recorded, catalogues: recorded.catalogues.filter(({ module }) => module !== 'fou') },
    ],
    [
      'an empty catalogue',
      ['catalogues'],
      { ...recorded, catalogues: recorded.catalogues.map((each) => ({ ...each, kfuncs: [] })) },
    ],
    [
      'an id more after the scan',
      ['unchanged'],
      { ...recorded, ids: { before: 'prog 1', after: 'prog 1 2' } },
    ],
    ['a file elsewhere', ['unchanged'], { ...recorded, written: ['/tmp/x'] }],
    ['a warning of the kernel', ['quiet'], { ...recorded, kernelWarnings: ['WARNING: CPU: 0'] }],
  ])('fails on %s', (_, names, result) => {
    expect(failing(result)).toEqual(names);
    const run = { name: '6.12', release: result.release, outcomes: judge(result) };
    expect(totalsOf([run], false).failed).toBe(names.length);
  });

  it('fails on an agent that gave no report', () => {
    const agent = { status: 1, stderr: 'agent: internal/unexpected: …' };
    const none = { ...recorded, agent, report: undefined, catalogues: [] };
    expect(failing(none)).toContain('complete');
    expect(failing(none)).toContain('nf_conntrack');
  });

  it('takes no report for an answer on a kernel before kfuncs', () => {
    const old = { ...recorded, release: '5.10.0-32-cloud-amd64' };
    expect(failing(old)).toEqual(['not supported']);
    const stderr = 'agent: agent/not-supported: no program can call a kfunc here.';
    const typed = { ...old, agent: { status: 7, stderr }, report: undefined, catalogues: [] };
    expect(failing(typed)).toEqual([]);
    expect(failing({ ...typed, agent: { status: 0, stderr } })).toEqual(['not supported']);
  });

  it('skips nf_nat where the verifier refuses kfuncs of two modules, and nowhere else', () => {
    const refused = (log: string): GuestResult => ({
      ...withKfuncs('nat_xdp', () => []),
      dumped: recorded.dumped.filter(({ name }) => name !== 'nat_xdp'),
      loads: { ...recorded.loads, nat: { status: 255, log } },
    });
    const words = 'R1 expected pointer to STRUCT nf_conn___init but R1 has a pointer to STRUCT';
    expect(outcomeOf(refused(words), 'nf_nat')).toBe('skip');
    expect(outcomeOf(refused('EPERM'), 'nf_nat')).toBe('fail');
  });
});

describe('dumpedCalls', () => {
  it('counts kfunc calls only: source register 2', () => {
    const call = (src_reg: string, disasm: string) => ({
      disasm,
      opcodes: { code: '0x85', src_reg },
    });
    expect(
      dumpedCalls([
        call('0x2', '(85) call bpf_key_put#1'),
        call('0x2', '(85) call bpf_key_put#1'),
        call('0x0', '(85) call bpf_map_lookup_elem#2'),
        call('0x1', '(85) call pc+7#bpf_prog_sub'),
        { disasm: '(95) exit', opcodes: { code: '0x95', src_reg: '0x0' } },
      ]),
    ).toEqual({ bpf_key_put: 2 });
  });
});
