/** Every call site of the captured kernels, against what the sources call and what bpftool printed. */
import { walkInstructions } from '@kfunc-census/bpf';
import { parseBtf } from '@kfunc-census/btf';
import { nearAddress } from '@kfunc-census/kfunc';
import type { ProgramKfunc } from '@kfunc-census/report';
import { describe, expect, it } from 'vitest';
import { captureNames, readCapture, readCapturedBtf } from './captured-kernel.ts';
import { callsOn, farCaptures, loadedSources } from './expected.ts';
import { scanCapture } from './scan-capture.ts';

const row = ({ name, module, status, sites }: ProgramKfunc): string =>
  [name, module, status, sites].join(' ');

/** Evidence of each program by its source. */
function evidenceBySource(name: string, options?: Parameters<typeof scanCapture>[1]) {
  const { report } = scanCapture(name, options);
  const sources = new Map(readCapture(name).programs.map((each) => [each.name, each.source]));
  return new Map(report.programs.map((each) => [sources.get(each.name) ?? '', each.kfuncs]));
}

/** What bpftool printed behind `call` at each kfunc call site, sorted, without `#` and the immediate. */
function printedCalls(name: string): Map<string, string[]> {
  const { programs, littleEndian } = readCapture(name);
  const printed = programs.map(({ source, instructions, bpftool }) => {
    const texts: string[] = [];
    walkInstructions(Buffer.from(instructions, 'base64'), littleEndian, {
      call: ({ kind, index }) => {
        if (kind === 'kfunc') texts.push(bpftool[index]?.replace(/#.*/, '') ?? 'nothing');
      },
    });
    return [source, texts.sort()] as const;
  });
  return new Map(printed);
}

/** The names that it should have printed. */
const expectedNames = (name: string, source: string): string[] =>
  callsOn(name, source).flatMap(([kfunc, , sites]) => Array<string>(sites).fill(kfunc));

const near = captureNames.filter((name) => !farCaptures.includes(name));

describe('captured kernels', () => {
  it('are those of which it is known what was loaded', () => {
    expect(captureNames).toEqual(Object.keys(loadedSources).sort());
    for (const name of captureNames)
      expect(
        readCapture(name)
          .programs.map(({ source }) => source)
          .sort(),
      ).toEqual(loadedSources[name]);
  });

  it.each(captureNames)('%s: every call is named, as the source has it', (name) => {
    const found = evidenceBySource(name);
    for (const source of loadedSources[name] ?? []) {
      const expected = callsOn(name, source).map(
        ([kfunc, module, sites]) => `${kfunc} ${module} called ${sites}`,
      );
      expect([source, found.get(source)?.map(row)]).toEqual([source, expected]);
    }
    const { coverage } = scanCapture(name).report;
    expect(coverage).toMatchObject({ complete: true, losses: [] });
  });

  it.each(captureNames)('%s: every site is unresolved when targets are hidden', (name) => {
    const found = evidenceBySource(name, { hidden: true });
    let all = 0;
    for (const source of loadedSources[name] ?? []) {
      const sites = callsOn(name, source).reduce((sum, [, , count]) => sum + count, 0);
      all += sites;
      expect(found.get(source)?.map(row)).toEqual([`  unresolved ${sites}`]);
    }
    const { coverage } = scanCapture(name, { hidden: true }).report;
    expect(coverage.complete).toBe(false);
    expect(coverage.losses).toEqual([{ reason: 'kptr_restrict', count: all }]);
  });
});

describe('what bpftool printed', () => {
  const labelled = 'riscv64-6.12.107';

  it.each(near.filter((name) => name !== labelled))('%s: are the same names', (name) => {
    for (const [source, texts] of printedCalls(name))
      expect([source, ...texts]).toEqual([source, ...expectedNames(name, source)]);
  });

  it('are labels in place of kfuncs of modules on riscv64, and else the same names', () => {
    for (const [source, texts] of printedCalls(labelled)) {
      const modules = callsOn(labelled, source).some(([, module]) => module !== 'vmlinux');
      if (modules) expect(texts.filter((text) => !text.startsWith('.'))).toEqual([]);
      else expect(texts).toEqual(expectedNames(labelled, source));
    }
  });

  it.each(farCaptures)('%s: are addresses, for which it took BTF ids, and no names', (name) => {
    const symbols = new Set(readCapture(name).symbols.map(([address]) => `0x${address}`));
    for (const [source, texts] of printedCalls(name)) {
      expect(texts).toHaveLength(expectedNames(name, source).length);
      for (const text of texts) expect(text).toMatch(/^0x[0-9a-f]{8,16}$/);
      expect(texts.filter((text) => symbols.has(text))).toEqual([]);
    }
  });
});

describe('BTF ids that are addresses by accident', () => {
  it('do not make ppc64el a near kernel, even one alone', () => {
    const name = 'ppc64el-6.12.107';
    const capture = readCapture(name);
    const vmlinux = parseBtf(readCapturedBtf(name, 'vmlinux'));
    const base = capture.symbols.find(([, symbol]) => symbol === '__bpf_call_base')?.[0];
    const symbols = new Set(capture.symbols.map(([address]) => BigInt(`0x${address}`)));
    const kfuncs = new Set(['bpf_path_d_path', 'bpf_iter_css_task_new', 'bpf_copy_from_user_str']);
    const ids = vmlinux.funcsNamed(kfuncs);
    expect([...ids.keys()].sort()).toEqual([...kfuncs].sort());
    for (const [kfunc, id] of ids) {
      expect(symbols).toContain(nearAddress(BigInt(`0x${base}`), id));
      const call = Buffer.from([0x85, 0x20, 0, 0, 0, 0, 0, 0]);
      call.writeInt32LE(id, 4);
      const one = { ...capture.programs[0]!, instructions: call.toString('base64') };
      const { report } = scanCapture(name, { capture: { ...capture, programs: [one] } });
      expect(report.programs[0]?.kfuncs.map(row)).toEqual([`${kfunc} vmlinux called 1`]);
    }
  });
});

describe('a far call that two modules could be the target of', () => {
  /** The kernel with a second build of nf_conntrack, whose functions have the same ids. */
  const twice = (name: string, sources: readonly string[]) => {
    const capture = readCapture(name);
    const copy = { id: 900, name: 'nf_conntrack_ours' };
    return {
      capture: { ...capture, btfs: [...capture.btfs, copy] },
      btf: (module: string) =>
        readCapturedBtf(name, module === copy.name ? 'nf_conntrack' : module),
      sources,
    };
  };

  it.each(farCaptures)('%s: is ambiguous, with both, and the others are named', (name) => {
    const options = twice(name, ['ct', 'fou', 'task']);
    const found = evidenceBySource(name, options);
    expect(found.get('ct')?.map(row)).toEqual([
      'bpf_ct_release nf_conntrack ambiguous 1',
      'bpf_ct_release nf_conntrack_ours ambiguous 1',
      'bpf_skb_ct_lookup nf_conntrack ambiguous 1',
      'bpf_skb_ct_lookup nf_conntrack_ours ambiguous 1',
    ]);
    for (const source of ['fou', 'task'])
      expect(found.get(source)?.every(({ status }) => status === 'called')).toBe(true);
    const { coverage } = scanCapture(name, options).report;
    expect(coverage).toMatchObject({
      complete: false,
      losses: [{ reason: 'ambiguous_sites', count: 2 }],
    });
  });
});
