import { describe, expect, it } from 'vitest';
import {
  type FakeExterns,
  type FakeProgram,
  fakeKernel,
  fakeObject,
  kernelBtf,
  symbol,
} from './fake-kernel.spec-helper.ts';
import { castLeft, objectEvidence, objectProgram, program, scan } from './scan.spec-helper.ts';

/** The fake kernel, which offers what 7.3 inlines, too. */
function hostWith(programs: Parameters<typeof fakeKernel>[0], release = '6.18.0') {
  const builder = kernelBtf();
  const inlined = ['bpf_iter_num_next', 'bpf_session_cookie'];
  const int = builder.int('int');
  for (const name of inlined)
    builder.declTag('bpf_kfunc', builder.func(name, int, [['x', int]], 0));
  const { host, symbols } = fakeKernel([]);
  const more = inlined.map((name) => ({ ...symbol('vfs_read'), name }));
  return scan(
    fakeKernel(programs, {
      host: { ...host, release },
      btfs: { vmlinux: builder.build() },
      symbols: [...symbols, ...more],
    }),
  );
}

const hidden = (...args: Parameters<typeof hostWith>) =>
  hostWith(...args).report.coverage.not_observable.map(
    ({ name, programs }) => `${name} ${programs}`,
  );

describe('what is not observable', () => {
  it('is nothing where all lines can be read', () => {
    const lines = objectProgram({ bpf_cast_to_kern_ctx: 'pointer' }, [castLeft], true);
    const result = hostWith([lines], '7.3.0');
    expect(result.report.coverage.not_observable).toEqual([]);
    expect(result.report.coverage.complete).toBe(true);
  });

  it('is counted for each kfunc that this kernel inlines and offers, by program', () => {
    const two = [program(1, [castLeft]), program(2, [castLeft])];
    expect(hidden(two, '6.1.0')).toEqual([]);
    expect(hidden(two, '6.18.0')).toEqual(['bpf_cast_to_kern_ctx 2']);
    expect(hidden(two, '7.3.4')).toEqual(['bpf_cast_to_kern_ctx 2', 'bpf_iter_num_next 2']);
    expect(hostWith(two).report.coverage.complete).toBe(true);
  });

  it('is no cast where no instruction could be what is left of one', () => {
    expect(hidden([program(1, [])])).toEqual([]);
    expect(hidden([program(1, [])], '7.3.4')).toEqual(['bpf_iter_num_next 1']);
  });

  it('is a session kfunc only in programs of the types of which the kernel inlines it', () => {
    const tracing = program(1, [], { info: { type: 26 } });
    expect(hidden([tracing], '7.0.0')).toEqual(['bpf_session_cookie 1']);
    expect(hidden([program(1, [])], '7.0.0')).toEqual([]);
  });

  it('is nothing that the externs of the object do not name', () => {
    const one = (externs: FakeExterns) => {
      const object = fakeObject(externs);
      return program(1, [castLeft], {
        btf: object.btf,
        functions: [object.functions.main_function_with_long_name ?? 0],
      });
    };
    expect(hidden([one({ bpf_a: 'int' })])).toEqual([]);
    expect(hidden([one({ bpf_cast_to_kern_ctx___mine: 'pointer' })])).toEqual([
      'bpf_cast_to_kern_ctx 1',
    ]);
    // Loaders that drop externs leave an object of functions only.
    expect(hidden([one({})])).toEqual(['bpf_cast_to_kern_ctx 1']);
  });

  it('is not called referenced, since a program may well call it', () => {
    const one = objectProgram({ bpf_cast_to_kern_ctx: 'pointer', bpf_b: 'pointer' }, [castLeft]);
    expect(objectEvidence(hostWith([one]))).toEqual(['bpf_b vmlinux referenced ']);
  });

  it('is what the object names and no line of a program shows: a macro may stand for it', () => {
    const withLines = (code: FakeProgram['code'], externs: FakeExterns) => {
      const object = objectProgram(externs, code, true);
      return { ...object, lines: [object.file ?? 0] };
    };
    const cast: FakeExterns = { bpf_cast_to_kern_ctx: 'pointer' };
    const macro = hostWith([withLines([castLeft], cast)]);
    expect(macro.report.coverage.not_observable).toEqual([
      { name: 'bpf_cast_to_kern_ctx', programs: 1 },
    ]);
    expect(macro.report.objects).toEqual([]);
    // Nothing that could be left of a cast: no program casts.
    const none = hostWith([withLines([], cast)]);
    expect(none.report.coverage.not_observable).toEqual([]);
    expect(objectEvidence(none)).toEqual(['bpf_cast_to_kern_ctx vmlinux referenced ']);
    expect(hidden([withLines([castLeft], { bpf_a: 'int' })])).toEqual([]);
    const next = withLines([], { bpf_iter_num_next: 'int' });
    expect(hidden([next], '7.3.4')).toEqual(['bpf_iter_num_next 1']);
  });
});

describe('the source of a program', () => {
  it('is the file of its first line, masked; null without lines', () => {
    const externs: FakeExterns = { bpf_a: 'int', bpf_cast_to_kern_ctx: 'pointer' };
    const lines = objectProgram(externs, [castLeft], true);
    const [withLines] = hostWith([lines]).report.programs;
    expect(withLines?.source).toBe('*/x.bpf.c');
  });
});
