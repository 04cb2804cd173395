import { CensusError } from '@kfunc-census/errors';
import { describe, expect, it } from 'vitest';
import {
  at,
  call,
  type FakeKernel,
  type FakeProgram,
  fakeKernel,
  fakeReader,
} from './fake-kernel.spec-helper.ts';
import type { AgentState } from './index.ts';
import { scanHost } from './index.ts';
import { clock, objectProgram, program, scan, scanPrograms, settings } from './scan.spec-helper.ts';

/** The fake host is up for 1000.5 s. */
const now = 1_000_500_000_000n;
const young = { loadTime: now - 1_000_000_000n };
const old = { loadTime: now - 3_000_000_000n };
const small = [call(at.bpf_a)];
const large = Array.from({ length: 9 }, () => call(at.bpf_a));
const held = (kind: 'fd' | 'pin', id = 1) => ({ program: id, kind, attached: false }) as const;

describe('a probe', () => {
  const isProbe = (only: FakeProgram, more: Partial<FakeKernel> = {}, previous?: AgentState) => {
    const { report } = scan(fakeKernel([only], more), previous);
    expect(report.programs).toHaveLength(1);
    return report.programs[0]?.probe;
  };

  it('is tiny, or younger than two seconds', () => {
    expect(isProbe(program(1, small, { info: old }))).toBe(true);
    expect(isProbe(program(1, large, { info: young }))).toBe(true);
    expect(isProbe(program(1, small, { info: young }))).toBe(true);
    expect(isProbe(program(1, large, { info: old }))).toBe(false);
  });

  it('has eight instructions at most', () => {
    const slots = (count: number) => Array.from({ length: count - 1 }, () => call(at.bpf_a));
    expect(isProbe(program(1, slots(8), { info: old }))).toBe(true);
    expect(isProbe(program(1, slots(9), { info: old }))).toBe(false);
  });

  it('is not attached, and not pinned', () => {
    const tiny = program(1, small, { info: young });
    expect(isProbe(tiny, { links: [{ id: 1, type: 2, programId: 1 }] })).toBe(false);
    expect(isProbe(tiny, { holders: { holds: [held('pin')] } })).toBe(false);
    expect(isProbe(tiny, { holders: { holds: [held('fd')] } })).toBe(true);
  });

  it('was not there at the previous scan', () => {
    const tiny = program(1, small, { info: old });
    const state = (lastProgramId: number) => ({
      ...{ bootId: 'boot', seq: 1, lastProgramId, idsUnseen: 0, losses: {} },
    });
    expect(isProbe(tiny, {}, state(1))).toBe(false);
    expect(isProbe(tiny, {}, state(0))).toBe(true);
  });

  it('is not made from an object that names externs, however young', () => {
    const authored = objectProgram({ bpf_a: 'int' }, [call(at.bpf_a)]);
    expect(isProbe({ ...authored, info: { ...authored.info, ...young } })).toBe(false);
  });

  it('must be both tiny and young where pins could not be searched', () => {
    const more = { holders: { unsearched: ['pin'] } } as const;
    expect(isProbe(program(1, small, { info: old }), more)).toBe(false);
    expect(isProbe(program(1, large, { info: young }), more)).toBe(false);
    expect(isProbe(program(1, small, { info: young }), more)).toBe(true);
  });
});

describe('holders of programs', () => {
  const copies = [1, 2, 3].map((id) => program(id, large, { info: { ...old, name: 'copy' } }));
  const process = (exe: string) => ({
    loader: { exe, package: null, package_version: null, unit: null, container: null },
    startedMs: 1,
  });

  it('part copies of a program by how they are held, and add up those that are alike', () => {
    const { report } = scanPrograms(copies, {
      holders: { holds: [held('pin', 1), held('pin', 3), held('fd', 2)] },
    });
    expect(report.programs.map(({ held_by, instances }) => [held_by, instances])).toEqual([
      [['fd'], 1],
      [['pin'], 2],
    ]);
  });

  it('part them by loader', () => {
    const { report } = scanPrograms(copies, {
      holders: {
        processes: [process('a'), process('b')],
        holds: [1, 2, 3].map((id) => ({ ...held('fd', id), process: id === 2 ? 1 : 0 })),
      },
    });
    expect(report.programs.map(({ loader, instances }) => [loader?.exe, instances])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('are asked for those programs only that show a kfunc, in the time that is set', () => {
    const kernel = fakeKernel([program(1, large), program(2, [])]);
    const reader = fakeReader(kernel);
    const asked: unknown[] = [];
    const spied: typeof reader = {
      ...reader,
      holders: (request) => {
        asked.push([[...request.programs], request.budgetMs]);
        return reader.holders(request);
      },
    };
    scanHost(spied, clock, settings);
    expect(asked).toEqual([[[[1, 'sched_cls']], 2000]]);
    scanHost(spied, clock, { ...settings, ownerSearchMs: 0 });
    expect(asked).toHaveLength(1);
  });

  it('lost for lack of time or rights are counted, and leave the scan complete', () => {
    const { report } = scanPrograms(copies, { holders: { cut: 3, denied: 2 } });
    expect(report.coverage).toMatchObject({
      complete: true,
      losses: [
        { reason: 'owner_search_cut', count: 3 },
        { reason: 'owner_search_denied', count: 2 },
      ],
    });
  });

  it('are not known where links may not be read, or a search is refused', () => {
    const denials = (more: Partial<FakeKernel>) => {
      const { programs, coverage } = scanPrograms(copies, more).report;
      expect(programs).toMatchObject([{ attached: 'not-searched' }]);
      expect(coverage.complete).toBe(true);
      return coverage.losses;
    };
    const lost = (count: number) => [{ reason: 'owner_search_denied', count }];
    expect(denials({ linksDenied: 2 })).toEqual(lost(2));
    for (const code of ['agent/capability-missing', 'agent/kernel-unreadable'] as const) {
      const error = new CensusError(code, 'refused');
      expect(denials({ searchErrors: { links: error } })).toEqual(lost(1));
      expect(denials({ searchErrors: { holders: error } })).toEqual(lost(1));
    }
    const broken = new CensusError('bpf/malformed', 'broken');
    expect(() => denials({ searchErrors: { links: broken } })).toThrow(broken);
  });

  it('without a search leave nothing said of where only a search could tell', () => {
    const kernel = fakeKernel(copies);
    const { report } = scanHost(fakeReader(kernel), clock, { ...settings, ownerSearchMs: 0 });
    expect(report.programs).toMatchObject([
      { attached: 'not-searched', held_by: [], loader: null },
    ]);
    expect(report.coverage.losses).toEqual([]);
  });
});

describe('runs', () => {
  const copies = [1, 2].map((id) => program(id, large, { info: { ...old, name: 'copy' } }));
  const runs = [
    { program: 1, count: 3, timeNs: 100 },
    { program: 2, count: 0, timeNs: 0 },
  ];
  const sampled = (more: Partial<FakeKernel>) =>
    scanHost(fakeReader(fakeKernel(copies, more)), clock, { ...settings, runSampleSeconds: 5 })
      .report.programs;

  it('of all instances are added up, and part no row', () => {
    expect(sampled({ runs })).toMatchObject([
      { instances: 2, run: { window_s: 5, count: 3, time_ns: 100 } },
    ]);
  });

  it('of none is 0 where statistics were on, and unknown where they were not', () => {
    expect(sampled({ runs: runs.slice(1) })).toMatchObject([{ run: { count: 0, time_ns: 0 } }]);
    expect(sampled({})).toMatchObject([{ run: null }]);
    expect(scanPrograms(copies, { runs }).report.programs).toMatchObject([{ run: null }]);
  });
});
