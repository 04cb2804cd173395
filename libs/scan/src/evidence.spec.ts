import { describe, expect, it } from 'vitest';
import {
  at,
  call,
  type FakeExterns,
  fakeKernel,
  fakeObject,
  loadAddress,
  symbol,
} from './fake-kernel.spec-helper.ts';
import {
  castLeft,
  evidence,
  objectEvidence,
  objectProgram,
  program,
  scan,
  scanPrograms,
} from './scan.spec-helper.ts';

describe('statuses', () => {
  it('called, with the number of sites, in both byte orders', () => {
    for (const littleEndian of [true, false]) {
      const object = fakeObject({ bpf_a: 'int' }, littleEndian);
      const kernel = fakeKernel(
        [program(1, [call(at.bpf_a), call(at.bpf_a), call(at.bpf_b)], { btf: object.btf })],
        { littleEndian },
      );
      expect(evidence(scan(kernel))).toEqual([
        'bpf_a vmlinux called not-seen 2',
        'bpf_b vmlinux called not-seen 1',
      ]);
    }
  });

  it('called through a specialised variant, and by an unknown symbol', () => {
    const kernel = fakeKernel([program(1, [call(at.bpf_a_locked), call(at.vfs_read)])]);
    const result = scan({ ...kernel, symbols: [...kernel.symbols, symbol('bpf_a_locked')] });
    expect(evidence(result)).toEqual([
      'bpf_a vmlinux called unknown 1',
      'vfs_read vmlinux called unknown 1',
    ]);
    const entry = result.catalogues[0]?.catalogue.kfuncs.find(({ name }) => name === 'vfs_read');
    expect(entry).toMatchObject({
      prototype: 'int (int)',
      seen: { tag: false, func: true, symbol: true },
    });
  });

  it('called where link-time optimisation made the name of the symbol longer', () => {
    const kernel = fakeKernel([program(1, [call(at.bpf_a)])]);
    const symbols = kernel.symbols.map((entry) =>
      entry.name === 'bpf_a' ? { ...entry, name: 'bpf_a.llvm.4711' } : entry,
    );
    const result = scan({ ...kernel, symbols });
    expect(evidence(result)).toEqual(['bpf_a vmlinux called unknown 1']);
    const entry = result.catalogues[0]?.catalogue.kfuncs.find(({ name }) => name === 'bpf_a');
    expect(entry?.seen).toEqual({ tag: true, func: true, symbol: true });
  });

  it('called with a guard', () => {
    const guarded = [...loadAddress(at.bpf_a), call(at.bpf_a), call(at.bpf_b)];
    const one = objectProgram({ bpf_a: 'int', bpf_b: 'pointer' }, guarded);
    expect(evidence(scanPrograms([one]))).toEqual([
      'bpf_a vmlinux called tested 1',
      'bpf_b vmlinux called not-seen 1',
    ]);
  });

  it('inlined, by line text of this very program', () => {
    const externs: FakeExterns = { bpf_cast_to_kern_ctx: 'pointer' };
    const inlined = scanPrograms([objectProgram(externs, [castLeft], true)]);
    expect(evidence(inlined)).toEqual(['bpf_cast_to_kern_ctx vmlinux inlined not-seen 0']);
    expect(objectEvidence(inlined)).toEqual([]);
    const sibling = scanPrograms([objectProgram(externs, [])]);
    expect(sibling.report.programs).toEqual([]);
    expect(objectEvidence(sibling)).toEqual(['bpf_cast_to_kern_ctx vmlinux referenced ']);
  });

  it('not inlined where a line names a cast and no instruction is left of one', () => {
    const comment = objectProgram({ bpf_cast_to_kern_ctx: 'pointer' }, [], true);
    const result = scanPrograms([comment]);
    expect(result.report.programs).toEqual([]);
    expect(objectEvidence(result)).toEqual(['bpf_cast_to_kern_ctx vmlinux referenced ']);
  });

  it('inlined only where this kernel line inlines it, and in such programs', () => {
    const { host } = fakeKernel([]);
    const on = (release: string) =>
      scanPrograms([objectProgram({ bpf_cast_to_kern_ctx: 'pointer' }, [castLeft], true)], {
        host: { ...host, release },
      });
    expect(on('6.1.0-56').report.programs).toEqual([]);
    expect(objectEvidence(on('6.1.0-56'))).toEqual(['bpf_cast_to_kern_ctx vmlinux referenced ']);
    expect(evidence(on('6.2.0'))).toEqual(['bpf_cast_to_kern_ctx vmlinux inlined not-seen 0']);
    expect(evidence(on('vendor'))).toEqual(['bpf_cast_to_kern_ctx vmlinux inlined not-seen 0']);
  });

  it('called rather than inlined where the kernel keeps the call', () => {
    const code = [call(at.bpf_cast_to_kern_ctx)];
    const result = scanPrograms([objectProgram({ bpf_cast_to_kern_ctx: 'pointer' }, code, true)]);
    expect(evidence(result)).toEqual(['bpf_cast_to_kern_ctx vmlinux called not-seen 1']);
  });

  it('referenced and missing, per object', () => {
    const one = objectProgram(
      {
        bpf_a: 'int',
        bpf_b: 'int',
        bpf_gone: 'int',
        bpf_gone_too: 'none',
        bpf_rcu_read_lock: 'none',
        bpf_cast_to_kern_ctx___mine: 'pointer',
        __bpf_trap: 'none',
      },
      [call(at.bpf_a)],
    );
    const result = scanPrograms([one]);
    expect(objectEvidence(result)).toEqual([
      'bpf_b vmlinux missing incompatible',
      'bpf_cast_to_kern_ctx vmlinux missing incompatible',
      'bpf_gone  missing absent',
      'bpf_gone_too  missing absent',
      'bpf_rcu_read_lock vmlinux referenced ',
    ]);
    expect(result.report.objects[0]?.declares.map(({ name }) => name)).not.toContain('__bpf_trap');
    expect(result.report.coverage.complete).toBe(true);
  });

  it('attached-to', () => {
    const func = 4;
    const info = { type: 26, attachBtfObjectId: 1, attachBtfId: func };
    const result = scanPrograms([program(1, [], { info })]);
    expect(evidence(result)).toEqual(['bpf_a vmlinux attached-to not-seen 0']);
    expect(result.report.programs[0]).toMatchObject({ type: 'tracing', attach_target: 'bpf_a' });
    expect(result.report.totals).toEqual([{ type: 'tracing', loaded: 1, with_kfuncs: 0 }]);
  });

  it('unresolved, never dropped', () => {
    const result = scanPrograms([program(1, [call(at.bpf_a), call(0x9990), call(0x9998)])]);
    expect(evidence(result)).toEqual(['bpf_a vmlinux called unknown 1', '  unresolved unknown 2']);
    expect(result.report.coverage).toMatchObject({
      complete: false,
      losses: [{ reason: 'unresolved_sites', count: 2 }],
    });
  });
});

describe('hidden targets', () => {
  it.each(['kptr_restrict', 'no_cap_syslog', 'targets_hidden'] as const)(
    'keep their sites, as loss %s',
    (hiddenReason) => {
      const result = scanPrograms([program(1, [call(0), call(0)])], { hiddenReason });
      expect(evidence(result)).toEqual(['  unresolved unknown 2']);
      expect(result.report.totals).toEqual([{ type: 'sched_cls', loaded: 1, with_kfuncs: 1 }]);
      expect(result.report.coverage).toMatchObject({
        complete: false,
        losses: [{ reason: hiddenReason, count: 2 }],
      });
    },
  );

  it('also when only the addresses of symbols are hidden', () => {
    const { symbols } = fakeKernel([]);
    const hidden = symbols.map((entry) => ({ ...entry, address: 0n }));
    const result = scanPrograms([program(1, [call(at.bpf_a)])], { symbols: hidden });
    expect(evidence(result)).toEqual(['  unresolved unknown 1']);
    expect(result.catalogues[0]?.catalogue.kfuncs[0]?.seen.symbol).toBe(true);
  });
});
