import { BtfBuilder } from '@kfunc-census/btf/builder';
import { describe, expect, it } from 'vitest';
import { at, call, type FakeKernel } from './fake-kernel.spec-helper.ts';
import { program, scanPrograms } from './scan.spec-helper.ts';

describe('a kernel without kfuncs', () => {
  const plain = (...functions: readonly string[]): Partial<FakeKernel> => {
    const builder = new BtfBuilder();
    for (const name of ['vfs_read', ...functions]) builder.func(name, 0, []);
    return { btfs: { vmlinux: builder.build() } };
  };
  const scanned = (kernel: Partial<FakeKernel>) => scanPrograms([program(1, [])], kernel);

  it('is not supported, rather than a host that uses none', () => {
    expect(() => scanned(plain())).toThrow(
      expect.objectContaining({ code: 'agent/not-supported' }),
    );
  });

  it('is one where nothing is tagged and nothing could be called, whatever its release', () => {
    for (const kernel of [
      plain('bpf_jit_supports_kfunc_call'),
      plain('register_btf_kfunc_id_set'),
      {
        ...plain(),
        symbols: [{ address: 1n, name: 'register_btf_kfunc_id_set', module: '' }],
      },
    ])
      expect(scanned(kernel).report.coverage.complete).toBe(true);
    // The kernel of the other tests has tags only.
    expect(scanPrograms([program(1, [call(at.bpf_a)])]).report.programs).toHaveLength(1);
  });
});
