import { BtfBuilder } from '@kfunc-census/btf/builder';
import { limits } from '@kfunc-census/report';
import { describe, expect, it } from 'vitest';
import {
  at,
  call,
  type FakeExterns,
  type FakeProgram,
  fakeKernel,
  fakeReader,
} from './fake-kernel.spec-helper.ts';
import { scanHost } from './index.ts';
import { clock, objectProgram, program, scanPrograms, settings } from './scan.spec-helper.ts';

describe('the report', () => {
  it('groups copies of a program, and names only what uses kfuncs', () => {
    const copy = (id: number): FakeProgram => ({
      ...objectProgram({ bpf_a: 'int' }, [call(at.bpf_a)]),
      id,
    });
    const secret = program(9, [], { info: { name: 'secret_program' } });
    const { report } = scanPrograms([copy(1), copy(2), copy(3), secret]);
    expect(report.programs).toMatchObject([
      { name: 'main_function_with_long_name', instances: 3, attached: 'no-link-seen' },
    ]);
    expect(report.objects).toHaveLength(1);
    expect(report.objects[0]?.key).toBe(report.programs[0]?.object);
    expect(JSON.stringify(report)).not.toContain('secret');
    expect(report.totals).toEqual([{ type: 'sched_cls', loaded: 4, with_kfuncs: 3 }]);
  });

  it('names the host by its keyed hash only', () => {
    const { report } = scanPrograms([]);
    expect(report.host_id).toMatch(/^[0-9a-f]{32}$/);
    expect(report.boot_id).not.toBe(report.host_id);
    const other = scanHost(fakeReader(fakeKernel([])), clock, {
      ...settings,
      hostKey: Uint8Array.of(1),
    });
    expect(other.report.host_id).not.toBe(report.host_id);
    expect(report).toMatchObject({ collected_at: '2026-01-02T03:04:05.006Z', uptime_s: 1000 });
  });

  it('has the same object key on a kernel where other kfuncs exist', () => {
    const externs: FakeExterns = { bpf_a: 'int', bpf_gone: 'int' };
    const here = scanPrograms([objectProgram(externs, [call(at.bpf_a)])]);
    const empty = new BtfBuilder();
    empty.int('int');
    empty.func('register_btf_kfunc_id_set', 0, []);
    const there = scanPrograms([objectProgram(externs, [])], { btfs: { vmlinux: empty.build() } });
    expect(there.report.objects[0]?.key).toBe(here.report.objects[0]?.key);
  });

  it('is cut to the limits, as a loss', () => {
    const programs = Array.from({ length: limits.programs + 10 }, (_, i) =>
      program(i + 1, [call(at.bpf_a)], { info: { name: `p${letters(i)}` } }),
    );
    const { report } = scanPrograms(programs);
    expect(report.programs).toHaveLength(limits.programs);
    expect(report.coverage.complete).toBe(false);
    expect(report.coverage.losses).toEqual([{ reason: 'truncated', count: 10 }]);
    expect(JSON.stringify(report).length).toBeLessThan(limits.decompressedBytes);
  });
});

/** A number in letters, which normalisation leaves alone. */
function letters(value: number): string {
  return value
    .toString(16)
    .replace(/./g, (digit) => String.fromCharCode(103 + Number.parseInt(digit, 16)));
}
