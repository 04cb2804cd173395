import { BtfBuilder } from '@kfunc-census/btf/builder';
import { describe, expect, it } from 'vitest';
import {
  call,
  type FakeExterns,
  fakeKernel,
  fakeObject,
  kernelBtf,
} from './fake-kernel.spec-helper.ts';
import { evidence, program, scan } from './scan.spec-helper.ts';

/** Functions of the fake modules; the FUNCs of a module have the ids 3, 5 … behind vmlinux. */
const modules = {
  nf_conntrack: ['bpf_ct_change', 'bpf_ct_drop', 'not_a_kfunc'],
  fou: ['bpf_fou_set', 'vendor_function'],
  late: ['late_function', 'bpf_late', 'bpf_last'],
} as const;
const untagged: readonly string[] = ['not_a_kfunc', 'vendor_function', 'late_function'];

function moduleBtf(names: readonly string[], littleEndian: boolean): Uint8Array {
  const builder = new BtfBuilder({ littleEndian, base: kernelBtf(littleEndian).asBase });
  const int = builder.int('int');
  const ids = names.map((name) => builder.func(name, int, [['x', int]], 0));
  for (const [i, id] of ids.entries())
    if (!untagged.includes(names[i] ?? '')) builder.declTag('bpf_kfunc', id);
  return builder.build();
}

/** Id of the FUNC at this place in each module that has so many. */
const funcId = (place: number): number => kernelBtf().asBase.typeCount + 2 + 2 * place;

/** A far-call kernel with three modules, whose ids overlap. */
function farKernel(
  programs: Parameters<typeof fakeKernel>[0],
  littleEndian = true,
): ReturnType<typeof fakeKernel> {
  const { host } = fakeKernel([], { littleEndian });
  const btfs = Object.entries(modules).map(([name, names]) => [
    name,
    moduleBtf(names, littleEndian),
  ]);
  return fakeKernel(programs, {
    littleEndian,
    host: { ...host, arch: littleEndian ? 'ppc64le' : 's390x' },
    btfs: { vmlinux: kernelBtf(littleEndian).build(), ...Object.fromEntries(btfs) },
  });
}

const bpfA = 4;
const named = (externs: FakeExterns, off: number, ...places: readonly number[]) => {
  const { btf } = fakeObject(externs);
  return program(
    1,
    places.map((place) => call(funcId(place), off)),
    { btf },
  );
};

describe('far calls', () => {
  it('are named by BTF id, of vmlinux and of modules, in both byte orders', () => {
    for (const littleEndian of [true, false]) {
      const code = [call(bpfA), call(funcId(2), 3), call(funcId(2), 3)];
      const result = scan(farKernel([program(1, code)], littleEndian));
      expect(evidence(result)).toEqual([
        'bpf_a vmlinux called unknown 1',
        'bpf_last late called unknown 2',
      ]);
      expect(result.report.coverage.complete).toBe(true);
      expect(result.catalogues.map(({ catalogue }) => catalogue.module)).toEqual([
        'vmlinux',
        ...Object.keys(modules),
      ]);
    }
  });

  it('are ambiguous where modules share an id, with every candidate and the loss by site', () => {
    const result = scan(farKernel([program(1, [call(funcId(0), 1), call(funcId(0), 1)])]));
    expect(evidence(result)).toEqual([
      'bpf_ct_change nf_conntrack ambiguous unknown 2',
      'bpf_fou_set fou ambiguous unknown 2',
    ]);
    expect(result.report.coverage).toMatchObject({
      complete: false,
      losses: [{ reason: 'ambiguous_sites', count: 2 }],
    });
    expect(result.report.totals).toEqual([{ type: 'sched_cls', loaded: 1, with_kfuncs: 1 }]);
  });

  it('are told apart by the externs of the object', () => {
    const result = scan(farKernel([named({ bpf_fou_set: 'int' }, 1, 0)]));
    expect(evidence(result)).toEqual(['bpf_fou_set fou called unknown 1']);
  });

  it('are told apart by other calls with the same off, in any program of the object', () => {
    const { btf } = fakeObject({});
    const loaded = (ids: readonly [number, number]) => {
      const first = program(1, [call(funcId(0), 1)], { btf, info: { btfId: ids[0] } });
      const code = [call(funcId(1), 1), call(funcId(2), 2)];
      const second = program(2, code, { btf, info: { btfId: ids[1] } });
      return scan(farKernel([first, second])).report.programs.map(({ kfuncs }) =>
        kfuncs.map(({ name, status }) => `${name} ${status}`),
      );
    };
    expect(loaded([7, 7])).toEqual([
      ['bpf_ct_change called'],
      ['bpf_ct_drop called', 'bpf_last called'],
    ]);
    // Loaded at different times, an off of the one need not be that of the other.
    expect(loaded([7, 8])).toEqual([
      ['bpf_ct_change ambiguous', 'bpf_fou_set ambiguous'],
      ['bpf_ct_drop ambiguous', 'bpf_last called', 'bpf_late ambiguous'],
    ]);
  });

  it('without name are unresolved', () => {
    const result = scan(farKernel([program(1, [call(bpfA), call(9999, 1)])]));
    expect(evidence(result)).toEqual(['bpf_a vmlinux called unknown 1', '  unresolved unknown 1']);
    expect(result.report.coverage.losses).toEqual([{ reason: 'unresolved_sites', count: 1 }]);
  });
});
