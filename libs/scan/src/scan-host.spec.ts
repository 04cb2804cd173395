import { BtfBuilder } from '@kfunc-census/btf/builder';
import { limits } from '@kfunc-census/report';
import { catalogueSchemaV1, reportSchemaV1 } from '@kfunc-census/report/schema';
import { describe, expect, it } from 'vitest';
import {
  at,
  call,
  exit,
  type FakeExterns,
  type FakeKernel,
  type FakeProgram,
  fakeKernel,
  fakeObject,
  fakeReader,
  kernelBtf,
  loadAddress,
  symbol,
} from './fake-kernel.spec-helper.ts';
import { type AgentState, type ScanResult, scanHost } from './index.ts';

const settings = {
  agentVersion: '0.1.0',
  configDigest: '0'.repeat(32),
  scanIntervalSeconds: 3600,
  hostKey: new Uint8Array(32),
};
const clock = { now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) };

/** Scans, and checks what holds for every scan: the schemas, and ids of catalogues. */
function scan(kernel: FakeKernel, previous?: AgentState): ScanResult {
  const result = scanHost(fakeReader(kernel), clock, settings, previous);
  reportSchemaV1.parse(result.report);
  for (const { catalogue } of result.catalogues) catalogueSchemaV1.parse(catalogue);
  expect(result.report.kernel.catalogues.map(({ id }) => id)).toEqual(
    result.catalogues.map(({ id }) => id),
  );
  return result;
}

const scanPrograms = (programs: readonly FakeProgram[], more: Partial<FakeKernel> = {}) =>
  scan(fakeKernel(programs, more));

/** `name module status guard sites` of all kfuncs of the only program. */
function evidence({ report }: ScanResult): string[] {
  expect(report.programs).toHaveLength(1);
  return report.programs.flatMap(({ kfuncs }) =>
    kfuncs.map(({ name, module, status, guard, sites }) =>
      [name, module, status, guard, sites].join(' '),
    ),
  );
}

/** `name module status reason` of all kfuncs of the only object. */
function objectEvidence({ report }: ScanResult): string[] {
  expect(report.objects).toHaveLength(1);
  return report.objects.flatMap(({ kfuncs }) =>
    kfuncs.map(({ name, module, status, missing }) => [name, module, status, missing].join(' ')),
  );
}

function program(id: number, code: FakeProgram['code'], more: Partial<FakeProgram> = {}) {
  return { id, code: [...code, exit], ...more };
}

/** A program of an object with these externs. */
function objectProgram(externs: FakeExterns, code: FakeProgram['code'], lines = false) {
  const object = fakeObject(externs);
  return program(1, code, {
    btf: object.btf,
    functions: [object.functions.main_function_with_long_name!],
    lines: lines ? [object.castLine] : [],
    info: { name: 'main_function_w' },
  });
}

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
    const inlined = scanPrograms([objectProgram(externs, [], true)]);
    expect(evidence(inlined)).toEqual(['bpf_cast_to_kern_ctx vmlinux inlined not-seen 0']);
    expect(objectEvidence(inlined)).toEqual([]);
    const sibling = scanPrograms([objectProgram(externs, [])]);
    expect(sibling.report.programs).toEqual([]);
    expect(objectEvidence(sibling)).toEqual(['bpf_cast_to_kern_ctx vmlinux referenced ']);
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
  it('keep their sites, as a loss', () => {
    const result = scanPrograms([program(1, [call(0), call(0)])]);
    expect(evidence(result)).toEqual(['  unresolved unknown 2']);
    expect(result.report.totals).toEqual([{ type: 'sched_cls', loaded: 1, with_kfuncs: 1 }]);
    expect(result.report.coverage).toMatchObject({
      complete: false,
      losses: [{ reason: 'targets_hidden', count: 2 }],
    });
  });

  it('also when only the addresses of symbols are hidden', () => {
    const { symbols } = fakeKernel([]);
    const hidden = symbols.map((entry) => ({ ...entry, address: 0n }));
    const result = scanPrograms([program(1, [call(at.bpf_a)])], { symbols: hidden });
    expect(evidence(result)).toEqual(['  unresolved unknown 1']);
    expect(result.catalogues[0]?.catalogue.kfuncs[0]?.seen.symbol).toBe(true);
  });
});

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
    const result = scanPrograms([], { btfs: { ...btfs, broken: new Uint8Array(10) } });
    expect(result.report.coverage.losses).toEqual([{ reason: 'btf_malformed', count: 1 }]);
    expect(result.catalogues).toHaveLength(1);
  });
});

describe('reading', () => {
  const caller = (id: number) => program(id, [call(at.bpf_a)]);

  it('is no loss where a program has gone', () => {
    const { report } = scanPrograms([caller(1)], { enumerations: [[1, 2]] });
    expect(report.coverage).toMatchObject({
      complete: true,
      programs_loaded: 1,
      programs_read: 1,
      losses: [],
    });
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
    const { report } = scanPrograms([damaged, absent]);
    expect(report.programs.map(({ object, kfuncs }) => [object, kfuncs.length])).toEqual([
      [null, 1],
      [null, 1],
    ]);
    expect(report.coverage).toMatchObject({
      complete: false,
      losses: [
        { reason: 'btf_unreadable', count: 1 },
        { reason: 'btf_malformed', count: 1 },
      ],
    });
  });

  it('reads the symbols once where all calls are of known kfuncs', () => {
    const kernel = fakeKernel([caller(1)]);
    scan(kernel);
    expect(kernel.symbolReads).toBe(1);
  });
});

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

  it('tells linked programs, and probes', () => {
    const young = { name: 'tiny', loadTime: 1_000_000_000_000n };
    const programs = [
      program(1, [call(at.bpf_a)], { info: { ...young, name: 'linked' } }),
      program(2, [call(at.bpf_a)], { info: young }),
      program(3, [call(at.bpf_a)], { info: { name: 'old' } }),
    ];
    const { report } = scanPrograms(programs, { links: [{ id: 1, type: 2, programId: 1 }] });
    expect(report.programs.map(({ name, attached, probe }) => [name, attached, probe])).toEqual([
      ['linked', 'yes', false],
      ['old', 'no-link-seen', false],
      ['tiny', 'no-link-seen', true],
    ]);
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

  it('is complete again when nothing is lost any more', () => {
    const first = scan(withIds([1]));
    const second = scan(fakeKernel([program(1, [call(at.bpf_a)])]), first.state);
    expect(second.report.coverage).toMatchObject({
      complete: true,
      losses: [{ reason: 'unresolved_sites', count: 1 }],
    });
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

describe('far calls', () => {
  it('are named by BTF id, in big endian too', () => {
    const { host } = fakeKernel([], { littleEndian: false });
    const bpfA = 4;
    const kernel = fakeKernel([program(1, [call(bpfA), call(bpfA, 2)])], {
      littleEndian: false,
      host: { ...host, arch: 's390x' },
    });
    const result = scan(kernel);
    expect(evidence(result)).toEqual(['bpf_a vmlinux called unknown 1', '  unresolved unknown 1']);
    expect(result.report.coverage.complete).toBe(false);
  });
});
