import { CensusError } from '@kfunc-census/errors';
import { describe, expect, it } from 'vitest';
import { at, call, type FakeKernel, fakeKernel, fakeReader } from './fake-kernel.spec-helper.ts';
import { scanHost } from './index.ts';
import { clock, program, scan, settings } from './scan.spec-helper.ts';

describe('state', () => {
  const withIds = (ids: readonly number[], more: Partial<FakeKernel> = {}) =>
    fakeKernel(
      ids.map((id) => program(id, [call(0x9990)])),
      more,
    );

  it('counts ids that came and went, and losses, since boot', () => {
    const first = scan(withIds([2, 5]));
    expect(first.state).toMatchObject({ seq: 1, lastProgramId: 5, idsUnseen: 3 });
    const second = scan(withIds([5, 9]), first.state);
    expect(second.state).toMatchObject({ seq: 2, lastProgramId: 9, idsUnseen: 6 });
    expect(second.report.coverage.losses).toEqual([{ reason: 'unresolved_sites', count: 4 }]);
    expect(second.report.coverage.ids_unseen).toBe(6);
  });

  it('counts a program that went before it could be read as one that came and went', () => {
    const kernel = withIds([2, 5], { enumerations: [[2, 4, 5]] });
    const first = scan(kernel);
    // 1 and 3 were never seen, 4 was seen and not read.
    expect(first.state).toMatchObject({ lastProgramId: 5, idsUnseen: 3 });
    expect(first.report.coverage).toMatchObject({ programs_loaded: 2, ids_unseen: 3 });
    // 5 was read by the first scan: that it goes now is no secret. 7 and 8 are.
    const second = scan(withIds([2], { enumerations: [[2, 5, 8]] }), first.state);
    expect(second.state).toMatchObject({ lastProgramId: 8, idsUnseen: 6 });
  });

  it('does not lose its cursor to a scan that may not enumerate', () => {
    const first = scan(withIds([2, 5]));
    const denied = new CensusError('agent/capability-missing', 'no', { field: 'CAP_SYS_ADMIN' });
    const second = scan(withIds([], { denied }), first.state);
    expect(second.state).toMatchObject({ lastProgramId: 5, idsUnseen: 3 });
    expect(scan(withIds([2, 5, 7]), second.state).state).toMatchObject({ idsUnseen: 4 });
  });

  it('is complete again when nothing is lost any more', () => {
    const first = scan(withIds([1]));
    const second = scan(fakeKernel([program(1, [call(at.bpf_a)])]), first.state);
    expect(second.report.coverage).toMatchObject({
      complete: true,
      losses: [{ reason: 'unresolved_sites', count: 1 }],
    });
  });

  it('counts what the spool lost, which leaves a scan complete', () => {
    const kernel = fakeReader(fakeKernel([]));
    const { report, state } = scanHost(kernel, clock, { ...settings, spoolDamaged: 2 });
    expect(report.coverage).toMatchObject({
      complete: true,
      losses: [{ reason: 'spool_damaged', count: 2 }],
    });
    expect(state.losses).toEqual({ spool_damaged: 2 });
  });

  it('starts again with the boot', () => {
    const first = scan(withIds([7]));
    const { host } = fakeKernel([]);
    const kernel = withIds([3], { host: { ...host, bootId: 'another' } });
    const second = scan(kernel, first.state);
    expect(second.state).toEqual({
      bootId: 'another',
      seq: 1,
      lastProgramId: 3,
      idsUnseen: 2,
      losses: { unresolved_sites: 1 },
    });
    expect(second.report.boot_id).not.toBe(first.report.boot_id);
  });

  it('keeps its cursor when the newest program goes, and starts again at the wrap', () => {
    const first = scan(withIds([7]));
    expect(scan(withIds([2]), first.state).state).toMatchObject({
      lastProgramId: 7,
      idsUnseen: 6,
    });
    const atWrap = { ...first.state, lastProgramId: 2 ** 31 - 2 };
    expect(scan(withIds([40]), atWrap).state).toMatchObject({ lastProgramId: 40, idsUnseen: 6 });
  });
});
