import type { LossReason } from '@kfunc-census/report';
import { describe, expect, it } from 'vitest';
import { at, call, type FakeProgram, fakeKernel, fakeObject } from './fake-kernel.spec-helper.ts';
import {
  evidence,
  objectEvidence,
  objectProgram,
  program,
  scanPrograms,
} from './scan.spec-helper.ts';

const externs = { bpf_a: 'int', bpf_b: 'pointer', bpf_gone: 'int' } as const;
const complete = ['bpf_b vmlinux referenced ', 'bpf_gone  missing absent'];
const onlyMissing = ['bpf_gone  missing absent'];
/** BTF id that the fake kernel gives the object of program 1. */
const ownBtf = 101;
const caller = objectProgram(externs, [call(at.bpf_a)]);

/** Evidence of the object when program 2 was lost. */
const besideLost = (reason: LossReason, btfId?: number): string[] =>
  objectEvidence(
    scanPrograms([caller, program(2, [])], {
      answers: {
        2: { kind: 'loss', reason, detail: '', ...(btfId === undefined ? {} : { btfId }) },
      },
    }),
  );

describe('what an object names and its programs are not seen to call', () => {
  it('is referenced when all calls of its programs are known', () => {
    expect(objectEvidence(scanPrograms([caller]))).toEqual(complete);
  });

  it('is not called referenced when its programs’ targets are hidden', () => {
    const hidden = objectProgram(externs, [call(0)]);
    expect(objectEvidence(scanPrograms([hidden]))).toEqual(['bpf_gone  missing absent']);
    const symbols = fakeKernel([]).symbols.map((entry) => ({ ...entry, address: 0n }));
    expect(objectEvidence(scanPrograms([caller], { symbols }))).toEqual(onlyMissing);
  });

  it('is not called referenced when another program of the object has a call without a name', () => {
    const sibling: FakeProgram = { ...objectProgram(externs, [call(0x9990)]), id: 2 };
    expect(objectEvidence(scanPrograms([caller, sibling]))).toEqual(onlyMissing);
  });

  it('is not called referenced when a program calls what may be a variant of it', () => {
    const symbols = fakeKernel([]).symbols.map((entry) =>
      entry.name === 'vfs_read' ? { ...entry, name: 'bpf_b_newvariant' } : entry,
    );
    const result = scanPrograms([objectProgram(externs, [call(at.vfs_read)])], { symbols });
    expect(evidence(result)).toEqual(['bpf_b_newvariant vmlinux called not-seen 1']);
    expect(objectEvidence(result)).toEqual(onlyMissing);
  });

  it('is referenced although a program calls an extern that is no known kfunc', () => {
    const named = objectProgram({ ...externs, vfs_read: 'int' }, [call(at.vfs_read)]);
    expect(objectEvidence(scanPrograms([named]))).toEqual([
      'bpf_a vmlinux referenced ',
      ...complete,
    ]);
  });

  it('is referenced although a program of another object has a call without a name', () => {
    const other = fakeObject({ bpf_rcu_read_lock: 'none' });
    const strange = program(2, [call(0x9990)], { btf: other.btf });
    const { report } = scanPrograms([caller, strange]);
    const evidence = report.objects.map(({ kfuncs }) => kfuncs.map(({ status }) => status));
    expect(evidence).toHaveLength(2);
    expect(evidence).toEqual(expect.arrayContaining([['referenced', 'missing'], []]));
  });

  it('is not called referenced when a program that may be of the object was not read', () => {
    expect(besideLost('blinded', ownBtf)).toEqual(onlyMissing);
    // A copy of the object has a BTF id of its own.
    expect(besideLost('too_large', 77)).toEqual(onlyMissing);
    expect(besideLost('denied')).toEqual(onlyMissing);
  });

  it('is referenced although a program without BTF was not read', () => {
    expect(besideLost('blinded', 0)).toEqual(complete);
  });

  it('is not called referenced on a host that keeps loading programs', () => {
    const enumerations = [[1], [1, 2], [1, 2, 3]];
    const programs = [caller, program(2, []), program(3, [])];
    expect(objectEvidence(scanPrograms(programs, { enumerations }))).toEqual(onlyMissing);
  });

  it('is not called absent when the BTF of some module could not be read', () => {
    const { btfs } = fakeKernel([]);
    const result = scanPrograms([caller], { btfs: { ...btfs, nf_nat: new Uint8Array(30) } });
    expect(objectEvidence(result)).toEqual([
      'bpf_b vmlinux referenced ',
      'bpf_gone  missing unknown',
    ]);
    expect(result.report.coverage.losses).toEqual([{ reason: 'btf_malformed', count: 1 }]);
  });

  it('is not called referenced when a program’s BTF could not be read', () => {
    const lost = program(2, [call(at.bpf_b)], { info: { btfId: 77 } });
    expect(objectEvidence(scanPrograms([caller, lost]))).toEqual(onlyMissing);
    const damaged = program(2, [], { btf: new Uint8Array(30) });
    expect(objectEvidence(scanPrograms([caller, damaged]))).toEqual(onlyMissing);
  });
});
