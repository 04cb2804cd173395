/** The real scan over the real reader, against what bpftool says of the same kernel. */
import { createKernelReader } from '@kfunc-census/bpf-sys';
import type { ReportObject, ReportProgram } from '@kfunc-census/report';
import { type ScanResult, scanHost } from '@kfunc-census/scan';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BpfFixture, bpfAvailable, dumpedCalls, type Loaded, taggedKfuncs } from './load.ts';
import { loadWithoutBtf, type RawProgram } from './raw-program.ts';

const part = realPart('scan of live BPF programs', bpfAvailable);

/** Variants that the kernel calls in place of a kfunc. */
const variants: Readonly<Record<string, string>> = {
  bpf_dynptr_from_skb_rdonly: 'bpf_dynptr_from_skb',
};

describe.skipIf(part.skip)(part.title, () => {
  let fixture: BpfFixture | undefined;
  let raw: RawProgram | undefined;
  let loaded: readonly Loaded[];
  let result: ScanResult;

  beforeAll(() => {
    const live = new BpfFixture();
    fixture = live;
    raw = loadWithoutBtf('census_no_btf', [
      'bpf_rcu_read_lock',
      'bpf_rcu_read_unlock',
      'bpf_rcu_read_lock',
      'bpf_rcu_read_unlock',
    ]);
    loaded = [
      ...(['direct', 'subprograms', 'weak', 'inlined', 'dead'] as const).flatMap((name) =>
        live.load(name),
      ),
      raw,
    ];
    result = scanHost(createKernelReader(), Date, {
      agentVersion: '0',
      configDigest: '0'.repeat(32),
      lifecycleVersion: '7.3',
      scanIntervalSeconds: null,
      hostKey: new Uint8Array(32),
    });
  });
  afterAll(() => {
    raw?.close();
    fixture?.close();
  });

  const program = (name: string): ReportProgram | undefined =>
    result.report.programs.find((candidate) => candidate.name === name);
  /** Name to call sites, of what the report says is called. */
  const called = (name: string): Record<string, number> =>
    Object.fromEntries(
      (program(name)?.kfuncs ?? [])
        .filter(({ status }) => status === 'called')
        .map((kfunc) => [kfunc.name, kfunc.sites]),
    );
  /** The same by bpftool, with variants under the name the author wrote. */
  const dumped = (name: string): Record<string, number> => {
    const { id } = loaded.find((candidate) => candidate.name === name)!;
    return Object.fromEntries(
      Object.entries(dumpedCalls(id)).map(([kfunc, sites]) => [variants[kfunc] ?? kfunc, sites]),
    );
  };
  const objectNaming = (kfunc: string): ReportObject | undefined =>
    result.report.objects.find(({ declares }) => declares.some(({ name }) => name === kfunc));

  it.each([
    ['direct_tc', { bpf_dynptr_from_skb: 1, bpf_dynptr_size: 2 }],
    ['direct_xdp', { bpf_dynptr_from_xdp: 1 }],
    ['direct_cgroup', { bpf_dynptr_from_skb: 1 }],
    ['direct_plain', { bpf_rcu_read_lock: 1, bpf_rcu_read_unlock: 1 }],
    [
      'sub_both',
      { bpf_dynptr_from_skb: 1, bpf_dynptr_size: 1, bpf_rcu_read_lock: 1, bpf_rcu_read_unlock: 1 },
    ],
    ['sub_static', { bpf_dynptr_from_skb: 1, bpf_dynptr_size: 1 }],
    ['weak_tested', { bpf_dynptr_from_skb: 1, bpf_dynptr_is_null: 1 }],
    ['census_no_btf', { bpf_rcu_read_lock: 2, bpf_rcu_read_unlock: 2 }],
    ['direct_none', {}],
    ['weak_absent', {}],
    ['inlined_cast', {}],
    ['inlined_none', {}],
    ['dead_branch', {}],
  ])('names the call sites of %s, as bpftool does', (name, expected) => {
    expect(dumped(name)).toEqual(expected);
    expect(called(name)).toEqual(expected);
  });

  it('says that every loaded program was read and every site named', () => {
    const { coverage } = result.report;
    expect(coverage).toMatchObject({ complete: true, losses: [] });
    expect(coverage.programs_read).toBe(coverage.programs_loaded);
    expect(coverage.programs_read).toBeGreaterThanOrEqual(loaded.length);
    const kfuncs = result.report.programs.flatMap((found) => found.kfuncs);
    expect(kfuncs.filter(({ status }) => status === 'unresolved')).toEqual([]);
  });

  it('reports no program without kfunc evidence, but counts it', () => {
    for (const name of ['direct_none', 'inlined_none', 'dead_branch', 'weak_absent'])
      expect([name, program(name)]).toEqual([name, undefined]);
    const classifiers = result.report.totals.find(({ type }) => type === 'sched_cls');
    expect(classifiers!.loaded - classifiers!.with_kfuncs).toBeGreaterThanOrEqual(4);
  });

  it('sees an inlined cast in the line text of the program that makes it', () => {
    expect(program('inlined_cast')?.kfuncs).toEqual([
      expect.objectContaining({
        name: 'bpf_cast_to_kern_ctx',
        module: 'vmlinux',
        status: 'inlined',
        sites: 0,
      }),
    ]);
  });

  it('tells a tested kfunc from one that is just called', () => {
    const guards = program('weak_tested')?.kfuncs.map(({ name, guard }) => [name, guard]);
    expect(guards).toContainEqual(['bpf_dynptr_is_null', 'tested']);
    expect(guards).toContainEqual(['bpf_dynptr_from_skb', 'not-seen']);
  });

  it('calls a weak kfunc that no kernel has missing, absent', () => {
    const missing = { status: 'missing', missing: 'absent', module: null };
    expect(objectNaming('bpf_census_no_such_kfunc')?.kfuncs).toEqual(
      expect.arrayContaining([
        { name: 'bpf_census_no_such_kfunc', ...missing },
        { name: 'bpf_dynptr_size_absent_twin', ...missing },
      ]),
    );
  });

  it('calls what only dead code names referenced', () => {
    const called = new Set(result.report.programs.map(({ object }) => object));
    const dead = result.report.objects.find(
      ({ key, kfuncs }) =>
        !called.has(key) && kfuncs.some(({ name }) => name === 'bpf_dynptr_size'),
    );
    expect(dead?.kfuncs.map(({ name, status }) => [name, status])).toEqual([
      ['bpf_dynptr_from_skb', 'referenced'],
      ['bpf_dynptr_size', 'referenced'],
    ]);
  });

  it('gives a program without BTF no object', () => {
    expect(program('census_no_btf')).toMatchObject({ type: 'sched_cls', object: null });
  });

  it('finds the kfuncs that the kernel tags, name by name', () => {
    const vmlinux = result.catalogues.find(({ catalogue }) => catalogue.module === 'vmlinux');
    const tagged = vmlinux!.catalogue.kfuncs.filter(({ seen }) => seen.tag).map(({ name }) => name);
    const expected = taggedKfuncs();
    expect(expected.length).toBeGreaterThan(50);
    expect(tagged.sort()).toEqual(expected);
  });
});
