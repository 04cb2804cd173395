import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { KernelSymbol } from '@kfunc-census/bpf';
import { parseBtf, prototypeText } from '@kfunc-census/btf';
import { BtfBuilder } from '@kfunc-census/btf/builder';
import { CensusError, isCensusError } from '@kfunc-census/errors';
import type { KernelReader, ProgramRead } from '@kfunc-census/scan';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordKernel } from './recorder.ts';
import { recordingFile } from './recording.ts';
import { createRecordedReader } from './replay.ts';
import { recordedCallBase } from './scrub.ts';

const callBase = 0xffff_ffff_9ab0_0000n;
const secretPath = '/home/alice/secret-project/src/x.bpf.c';
const kernel = new BtfBuilder();
const int = kernel.int('int');
kernel.declTag('bpf_kfunc', kernel.func('bpf_thing', int, [['x', int]]));
kernel.func('vfs_secret', int, []);
const vmlinux = kernel.build();
const module = new BtfBuilder({ base: kernel.asBase });
module.func('bpf_ct_thing', int, []);

const object = new BtfBuilder();
const path = object.string(secretPath);
object.func('main', object.int('int'), []);
const programBtf = object.build();

const slot = (opcode: number, registers: number, imm: number): number[] => [
  ...[opcode, registers, 0, 0],
  ...[imm & 255, (imm >> 8) & 255, (imm >> 16) & 255, (imm >> 24) & 255],
];
const loadImm64 = (value: bigint): number[] => [
  ...slot(0x18, 0x01, Number(BigInt.asIntN(32, value))),
  ...slot(0, 0, Number(BigInt.asIntN(32, value >> 32n))),
];
const instructions = Uint8Array.from([
  ...slot(0x85, 0x20, 0x40),
  ...loadImm64(callBase + 0x40n),
  ...loadImm64(0xffff_8880_1234_5678n),
  ...loadImm64(7n),
]);
const info = {
  ...{ id: 3, type: 3, tag: 'ab', name: 'prog', loadTime: 2n ** 60n, xlatedLength: 16 },
  ...{ jitedLength: 8, btfId: 7, funcInfoRecordSize: 8, funcInfoCount: 1, lineInfoRecordSize: 16 },
  ...{ lineInfoCount: 1, attachBtfObjectId: 0, attachBtfId: 0 },
};
const program = (id: number): ProgramRead => ({
  kind: 'program',
  program: {
    info: { ...info, id },
    instructions,
    funcInfo: Uint8Array.of(4),
    lineInfo: Uint8Array.from([...slot(0, 0, path), ...slot(0, 0, 1 << 10)]),
    btf: id === 9 ? undefined : programBtf,
  },
});
const loss: ProgramRead = { kind: 'loss', reason: 'denied', detail: 'no' };
const symbols: KernelSymbol[] = [
  { address: callBase, name: '__bpf_call_base', module: '' },
  { address: callBase + 0x40n, name: 'bpf_thing', module: '' },
  { address: callBase + 0x80n, name: 'vfs_secret', module: '' },
  { address: callBase + 0x2000_0000n, name: 'bpf_ct_thing', module: 'nf_conntrack' },
];
let enumerations: number[][];
const source: KernelReader = {
  host: () => ({
    ...{ release: '6.18.0-alices-build', arch: 'x86_64', distro: { id: 'debian', version: '12' } },
    ...{ machineId: 'true-machine', bootId: 'true-boot', uptimeSeconds: 12.5, littleEndian: true },
  }),
  programIds: () => enumerations.shift() ?? [3, 4, 5, 9],
  readProgram: (id) => (id === 5 ? loss : program(id)),
  kernelBtfs: () => [{ id: 1, name: 'vmlinux', kernel: true, size: 2 }],
  kernelBtf: (name) => {
    if (name === 'gone') throw new CensusError('agent/kernel-unreadable', 'it has gone');
    return name === 'vmlinux' ? vmlinux : module.build();
  },
  holders: () => ({
    holds: [{ program: 3, kind: 'fd', attached: false, process: 0 }],
    processes: [],
    unsearched: ['netdev'],
    cut: 0,
    denied: 1,
  }),
  sampleRuns: () => [{ program: 3, count: 5, timeNs: 700 }],
  hiddenReason: () => 'kptr_restrict',
  links: () => ({ links: [{ id: 1, type: 2, programId: 3 }], denied: 2 }),
  symbols: (visit, wanted) => {
    for (const symbol of symbols)
      if (
        wanted === undefined ||
        wanted.names?.has(symbol.name) ||
        wanted.addresses?.has(symbol.address)
      )
        visit(symbol);
  },
};
let directory: string;

beforeEach(() => {
  enumerations = [[3], [3, 4]];
  directory = mkdtempSync(join(tmpdir(), 'recording-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const errorOf = (work: () => unknown): unknown => {
  try {
    return work();
  } catch (error) {
    return isCensusError(error) ? [error.code, error.message] : error;
  }
};
const found = (reader: KernelReader, names: string[], addresses: bigint[] = []): string[] => {
  const seen: string[] = [];
  const filter = { names: new Set(names), addresses: new Set(addresses) };
  reader.symbols(({ address, name, module }) => seen.push(`${address} ${name} ${module}`), filter);
  return seen;
};
/** What a recording must not change. */
function answers(reader: KernelReader): unknown[] {
  return [
    reader.programIds(),
    reader.programIds(),
    reader.programIds(),
    [3, 4, 5, 9].map((id) => {
      const read = reader.readProgram(id);
      return read.kind === 'program' ? [read.program.info, read.program.funcInfo] : read;
    }),
    reader.kernelBtfs(),
    reader.links(),
    reader.holders({ programs: new Map(), budgetMs: 1 }),
    reader.sampleRuns([3], 1),
    reader.hiddenReason(),
    errorOf(() => reader.kernelBtf('gone')),
  ];
}

describe('recordKernel', () => {
  /** Records a scan that asks for everything once; returns the replay. */
  const record = (): KernelReader => {
    const { reader, save } = recordKernel(source);
    reader.host();
    answers(reader);
    reader.kernelBtf('vmlinux');
    reader.kernelBtf('nf_conntrack');
    found(reader, ['__bpf_call_base', 'bpf_not_there'], [callBase + 1n]);
    save(directory);
    return createRecordedReader(directory);
  };
  const text = () => gunzipSync(readFileSync(join(directory, recordingFile))).toString();

  it('answers as the original, and its recording answers the same', () => {
    const original = answers(source);
    enumerations = [[3], [3, 4]];
    const { reader } = recordKernel(source);
    expect(answers(reader)).toEqual(original);
    enumerations = [[3], [3, 4]];
    expect(answers(record())).toEqual(original);
  });

  it('moves all addresses by one distance, in symbols and in instructions', () => {
    const replay = record();
    const moved = recordedCallBase + 0x40n;
    expect(found(replay, ['bpf_thing'])).toEqual([`${moved} bpf_thing `]);
    expect(found(replay, [], [moved])).toEqual([`${moved} bpf_thing `]);
    const inModule = recordedCallBase + 0x2000_0000n;
    expect(found(replay, ['bpf_ct_thing'])).toEqual([`${inModule} bpf_ct_thing nf_conntrack`]);
    const read = replay.readProgram(3);
    expect(read.kind === 'program' && read.program.instructions).toEqual(
      Uint8Array.from([
        ...slot(0x85, 0x20, 0x40),
        ...loadImm64(moved),
        ...loadImm64(0xffff_ffff_ffff_ffffn),
        ...loadImm64(7n),
      ]),
    );
  });

  it('writes no real id, no path, no symbol and no type that is of no interest; each BTF once', () => {
    record();
    for (const secret of ['true-', 'alice', 'vfs_secret', callBase.toString(16), 'ffff88'])
      expect(text()).not.toContain(secret);
    const { programBtfs, host } = JSON.parse(text()) as {
      programBtfs: string[];
      host: { release: string };
    };
    expect(host.release).toBe('6.18.0');
    expect(programBtfs).toHaveLength(1);
    const btf = Buffer.from(programBtfs[0] ?? '', 'base64');
    expect(btf.toString('latin1')).not.toContain('alice');
    expect(parseBtf(btf).string(path)).toBe('src/x.bpf.c');
    const kernelBtf = createRecordedReader(directory).kernelBtf('vmlinux');
    expect(Buffer.from(kernelBtf).toString('latin1')).not.toContain('vfs_secret');
    expect(prototypeText(parseBtf(kernelBtf), 3)).toBe('int (int)');
  });

  it('keeps functions that a later version may ask for', () => {
    const replay = record();
    expect(found(replay, ['bpf_ct_thing'])).toHaveLength(1);
    const base = parseBtf(replay.kernelBtf('vmlinux'));
    const conntrack = parseBtf(replay.kernelBtf('nf_conntrack'), base);
    expect(conntrack.funcsNamed(new Set(['bpf_ct_thing'])).size).toBe(1);
  });

  it('replays recordings of readers that answered the links alone', () => {
    record();
    const recording = JSON.parse(text()) as { calls: { links: unknown } };
    const links = [{ id: 1, type: 2, programId: 3 }];
    recording.calls.links = [{ value: links }];
    writeFileSync(join(directory, recordingFile), gzipSync(JSON.stringify(recording)));
    expect(createRecordedReader(directory).links()).toEqual({ links, denied: 0 });
  });

  it('has searched nowhere for holders that were not recorded', () => {
    const { reader, save } = recordKernel(source);
    reader.host();
    save(directory);
    const replay = createRecordedReader(directory);
    const search = replay.holders({ programs: new Map(), budgetMs: 1 });
    expect(search).toMatchObject({ holds: [], cut: 0, denied: 0 });
    expect(search.unsearched).toContain('process');
    expect(replay.sampleRuns([3], 1)).toBeUndefined();
  });

  it('keeps a host that may not be read, as one', () => {
    const denied = new CensusError('agent/capability-missing', 'no', { field: 'CAP_SYS_ADMIN' });
    const { reader, save } = recordKernel({
      ...source,
      programIds: () => {
        throw denied;
      },
    });
    reader.host();
    expect(errorOf(() => reader.programIds())).toEqual([denied.code, 'no']);
    save(directory);
    const replay = createRecordedReader(directory);
    expect(() => replay.programIds()).toThrow(
      expect.objectContaining({ code: denied.code, field: 'CAP_SYS_ADMIN' }),
    );
  });

  it('has nothing to write before the host was read', () => {
    const { save } = recordKernel(source);
    expect(errorOf(() => save(directory))).toEqual(['agent/kernel-unreadable', expect.any(String)]);
  });

  it('says of what is not in it that it is not known, never that it is not there', () => {
    const replay = record();
    expect(found(replay, ['bpf_not_there'], [recordedCallBase + 1n])).toEqual([]);
    for (const ask of [
      () => replay.readProgram(77),
      () => replay.kernelBtf('nf_nat'),
      () => found(replay, ['vfs_secret']),
      () => found(replay, [], [recordedCallBase + 2n]),
      () => replay.symbols(() => undefined),
    ])
      expect(errorOf(ask)).toEqual([
        'agent/recording-unreadable',
        expect.stringMatching(/holds no answer to: .*Record it anew/),
      ]);
  });
});

describe('createRecordedReader', () => {
  it.each([
    ['no file', undefined],
    ['no gzip', Buffer.from('x')],
    ['no JSON', gzipSync('x')],
    ['another format', gzipSync('{"format":"kfunc-census/recorded-kernel/v1"}')],
  ])('refuses a directory with %s', (_, content) => {
    if (content !== undefined) writeFileSync(join(directory, recordingFile), content);
    expect(errorOf(() => createRecordedReader(directory))).toEqual([
      'agent/recording-unreadable',
      expect.stringContaining(directory),
    ]);
  });
});
