import { BtfBuilder } from '@kfunc-census/btf/builder';
import { describe, expect, it } from 'vitest';
import { at, call, fakeKernel, kernelBtf, symbol } from './fake-kernel.spec-helper.ts';
import { evidence, program, scan, scanPrograms } from './scan.spec-helper.ts';

describe('catalogues', () => {
  it('list the tagged functions of vmlinux and of modules that offer some', () => {
    const base = kernelBtf();
    const offers = new BtfBuilder({ base: base.asBase });
    offers.declTag('bpf_kfunc', offers.func('bpf_ct_release', 0, [['x', 1]], 0));
    const plain = new BtfBuilder({ base: base.asBase });
    plain.func('virtio_probe', 1, [], 0);
    const kernel = fakeKernel([program(1, [call(at.bpf_ct_release)])]);
    const result = scan({
      ...kernel,
      btfs: { vmlinux: base.build(), nf_conntrack: offers.build(), virtio: plain.build() },
      symbols: [...kernel.symbols, symbol('bpf_ct_release', 'nf_conntrack')],
    });
    expect(evidence(result)).toEqual(['bpf_ct_release nf_conntrack called unknown 1']);
    expect(
      result.catalogues.map(({ catalogue }) => [
        catalogue.module,
        ...catalogue.kfuncs.map(({ name }) => name),
      ]),
    ).toEqual([
      ['vmlinux', 'bpf_a', 'bpf_b', 'bpf_cast_to_kern_ctx', 'bpf_rcu_read_lock'],
      ['nf_conntrack', 'bpf_ct_release'],
    ]);
  });

  it('list what is called in a module without being tagged, as on kernels without tags', () => {
    const base = kernelBtf();
    const module = new BtfBuilder({ base: base.asBase });
    module.func('bpf_ct_release', 0, [['x', 1]], 0);
    const kernel = fakeKernel([program(1, [call(at.bpf_ct_release)])]);
    const result = scan({
      ...kernel,
      btfs: { vmlinux: base.build(), nf_conntrack: module.build() },
      symbols: [...kernel.symbols, symbol('bpf_ct_release', 'nf_conntrack')],
    });
    expect(result.catalogues[1]?.catalogue).toMatchObject({
      module: 'nf_conntrack',
      kfuncs: [
        {
          name: 'bpf_ct_release',
          prototype: 'void (int)',
          seen: { tag: false, func: true, symbol: true },
        },
      ],
    });
  });

  it('say whether there is a symbol', () => {
    const { symbols } = fakeKernel([]);
    const result = scanPrograms([], { symbols: symbols.filter(({ name }) => name !== 'bpf_b') });
    const seen = result.catalogues[0]?.catalogue.kfuncs.map((entry) => entry.seen.symbol);
    expect(seen).toEqual([true, false, true, true]);
  });

  it('lose a module whose BTF is damaged, and nothing else', () => {
    const { btfs } = fakeKernel([]);
    const future = new BtfBuilder({ base: kernelBtf().asBase });
    future.type(30, '', 0, 0);
    const result = scanPrograms([], {
      btfs: { ...btfs, broken: new Uint8Array(10), newer: future.build() },
    });
    expect(result.report.coverage.losses).toEqual([
      { reason: 'btf_malformed', count: 1 },
      { reason: 'btf_unknown_kind', count: 1 },
    ]);
    expect(result.catalogues).toHaveLength(1);
  });
});
