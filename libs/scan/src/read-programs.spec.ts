import { BtfBuilder } from '@kfunc-census/btf/builder';
import { CensusError } from '@kfunc-census/errors';
import { describe, expect, it } from 'vitest';
import { at, call, fakeKernel } from './fake-kernel.spec-helper.ts';
import { program, scan, scanPrograms } from './scan.spec-helper.ts';

describe('reading', () => {
  const caller = (id: number) => program(id, [call(at.bpf_a)]);

  it('is not complete where a program went before it was read', () => {
    const { report } = scanPrograms([caller(1)], { enumerations: [[1, 2]] });
    expect(report.coverage).toMatchObject({
      complete: false,
      programs_loaded: 1,
      programs_read: 1,
      losses: [{ reason: 'gone', count: 1 }],
    });
  });

  it('makes a report of a host whose programs may not be enumerated', () => {
    const denied = (field: string) => new CensusError('agent/capability-missing', 'no', { field });
    for (const [field, reason] of [
      ['CAP_SYS_ADMIN,CAP_SYSLOG', 'no_cap_sys_admin'],
      ['CAP_SYS_ADMIN', 'no_cap_sys_admin'],
      ['CAP_SYSLOG', 'denied'],
      ['', 'denied'],
    ] as const) {
      const error = denied(field);
      const result = scanPrograms([caller(1)], { denied: error });
      expect(result.denied).toBe(error);
      expect(result.report.coverage).toMatchObject({
        complete: false,
        programs_loaded: 0,
        losses: [{ reason, count: 1 }],
      });
      expect(result.report).toMatchObject({ programs: [], objects: [], totals: [] });
      // What this kernel offers is known all the same.
      expect(result.catalogues[0]?.catalogue.kfuncs.map(({ name }) => name)).toContain('bpf_a');
    }
  });

  it('takes newcomers of the second round', () => {
    const { report } = scanPrograms([caller(1), caller(2)], { enumerations: [[1], [1, 2]] });
    expect(report.coverage).toMatchObject({ complete: true, programs_read: 2 });
    expect(report.programs).toHaveLength(2);
  });

  it('gives up on a host that keeps loading, as churn', () => {
    const { report } = scanPrograms([caller(1), caller(2), caller(3)], {
      enumerations: [[1], [1, 2], [1, 2, 3]],
    });
    expect(report.coverage).toMatchObject({
      complete: false,
      programs_read: 3,
      losses: [{ reason: 'churn', count: 1 }],
    });
  });

  it('counts what the reader could not read, by reason', () => {
    const { report } = scanPrograms([caller(1), caller(2), caller(3)], {
      answers: {
        2: { kind: 'loss', reason: 'denied', detail: 'EPERM' },
        3: { kind: 'loss', reason: 'too_large', detail: '5 MiB' },
      },
    });
    expect(report.coverage).toEqual({
      not_observable: [],
      complete: false,
      programs_loaded: 3,
      programs_read: 1,
      ids_unseen: 0,
      losses: [
        { reason: 'denied', count: 1 },
        { reason: 'too_large', count: 1 },
      ],
    });
  });

  it('keeps the calls of a program whose BTF is damaged or not there', () => {
    const damaged = { ...caller(1), btf: new Uint8Array(30) };
    const absent = { ...caller(2), info: { btfId: 7, name: 'absent' } };
    const future = new BtfBuilder();
    future.type(30, 'from_the_future', 0, 0);
    const unknown = { ...caller(3), btf: future.build() };
    const { report } = scanPrograms([damaged, absent, unknown]);
    expect(report.programs.map(({ object, kfuncs }) => [object, kfuncs.length])).toEqual([
      [null, 1],
      [null, 1],
      [null, 1],
    ]);
    expect(report.coverage).toMatchObject({
      complete: false,
      losses: [
        { reason: 'btf_unreadable', count: 1 },
        { reason: 'btf_malformed', count: 1 },
        { reason: 'btf_unknown_kind', count: 1 },
      ],
    });
  });

  it('reads the symbols once where all calls are of known kfuncs', () => {
    const kernel = fakeKernel([caller(1)]);
    scan(kernel);
    expect(kernel.symbolReads).toBe(1);
  });
});
