import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { KernelSymbol } from '@kfunc-census/bpf';
import { isCensusError } from '@kfunc-census/errors';
import type { KernelReader, ProgramRead } from '@kfunc-census/scan';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recordKernel } from './record-kernel.ts';
import { createRecordedReader } from './recorded-reader.ts';
import { recordingFile } from './recording.ts';

const info = {
  ...{ id: 3, type: 3, tag: 'ab', name: 'prog', loadTime: 2n ** 60n, xlatedLength: 16 },
  ...{ jitedLength: 8, btfId: 7, funcInfoRecordSize: 8, funcInfoCount: 1, lineInfoRecordSize: 16 },
  ...{ lineInfoCount: 0, attachBtfObjectId: 0, attachBtfId: 0, createdByUid: 0 },
};
const program = (id: number): ProgramRead => ({
  kind: 'program',
  program: {
    info: { ...info, id },
    instructions: Uint8Array.of(1, 2, id),
    funcInfo: Uint8Array.of(4),
    lineInfo: new Uint8Array(),
    btf: id === 9 ? undefined : Uint8Array.of(0x9f, 0xeb),
  },
});
const loss: ProgramRead = { kind: 'loss', reason: 'denied', detail: 'no' };
const symbols: KernelSymbol[] = [
  { address: 0xffff_ffff_8100_0000n, name: '__bpf_call_base', module: '' },
  { address: 0xffff_ffff_8100_0040n, name: 'bpf_thing', module: '' },
  { address: 0xffff_ffff_c000_0000n, name: 'bpf_ct_thing', module: 'nf_conntrack' },
];
const source: KernelReader = {
  host: () => ({
    ...{ release: '6.18.0', arch: 'x86_64', distro: { id: 'debian', version: '12' } },
    ...{ machineId: 'real', bootId: 'real', uptimeSeconds: 12.5, littleEndian: true },
  }),
  programIds: () => [3, 4, 5, 9],
  readProgram: (id) => (id === 5 ? loss : program(id)),
  kernelBtfs: () => [{ id: 1, name: 'vmlinux', kernel: true, size: 2 }],
  kernelBtf: () => Uint8Array.of(7, 7),
  hiddenReason: () => 'kptr_restrict',
  holders: () => ({
    holds: [{ program: 3, kind: 'fd', attached: false, process: 0 }],
    processes: [
      {
        loader: {
          ...{ exe: 'loader', package: 'loaders', package_version: '1.2-3' },
          ...{ unit: 'loader.service', container: null },
        },
        startedMs: 1230,
      },
    ],
    ...{ unsearched: ['netdev'], cut: 1, denied: 2 },
  }),
  sampleRuns: () => [{ program: 3, count: 5, timeNs: 700 }],
  links: () => [{ id: 1, type: 2, programId: 3 }],
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
  directory = mkdtempSync(join(tmpdir(), 'recording-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Everything a reader answers. */
function answers(reader: KernelReader): unknown {
  const seen: KernelSymbol[] = [];
  reader.symbols((symbol) => seen.push({ ...symbol }), {
    addresses: new Set([0xffff_ffff_c000_0000n]),
    names: new Set(['__bpf_call_base']),
  });
  return [
    { ...reader.host(), machineId: '', bootId: '' },
    reader.programIds(),
    reader.programIds().map((id) => reader.readProgram(id)),
    reader.kernelBtfs(),
    Buffer.from(reader.kernelBtf('vmlinux')),
    reader.holders({ programs: new Map(), budgetMs: 1 }),
    reader.sampleRuns([3], 1),
    reader.links(),
    reader.hiddenReason(),
    seen,
  ];
}

describe('recordKernel', () => {
  it('answers as the original, and its recording answers the same', () => {
    const recorder = recordKernel(source, { machineId: 'made up', bootId: 'made up' });
    expect(answers(recorder.reader)).toEqual(answers(source));
    recorder.save(directory);
    const replay = createRecordedReader(directory);
    expect(answers(replay)).toEqual(answers(source));
    expect(replay.host()).toMatchObject({ machineId: 'made up', bootId: 'made up' });
    expect(replay.readProgram(77)).toEqual({ kind: 'gone' });
  });

  it('writes nothing of the real ids, no symbol that was not asked for, and each BTF once', () => {
    const recorder = recordKernel(source, { machineId: 'made up', bootId: 'made up' });
    answers(recorder.reader);
    recorder.save(directory);
    const text = gunzipSync(readFileSync(join(directory, recordingFile))).toString();
    expect(text).not.toContain('real');
    expect(text).not.toContain('bpf_thing');
    expect((JSON.parse(text) as { programBtfs: string[] }).programBtfs).toHaveLength(1);
  });
});

describe('createRecordedReader', () => {
  it('has searched nowhere for holders that were not recorded', () => {
    const recorder = recordKernel(source);
    recorder.reader.host();
    recorder.save(directory);
    const replay = createRecordedReader(directory);
    const search = replay.holders({ programs: new Map(), budgetMs: 1 });
    expect(search).toMatchObject({ holds: [], cut: 0, denied: 0 });
    expect(search.unsearched).toContain('pin');
    expect(replay.sampleRuns([3], 1)).toBeUndefined();
  });

  it.each([
    ['no file', undefined],
    ['no gzip', Buffer.from('x')],
    ['no JSON', gzipSync('x')],
    ['another format', gzipSync('{"format":"x"}')],
  ])('refuses a directory with %s', (_, content) => {
    if (content !== undefined) writeFileSync(join(directory, recordingFile), content);
    try {
      createRecordedReader(directory);
      expect.unreachable();
    } catch (error) {
      expect(isCensusError(error, 'agent/recording-unreadable')).toBe(true);
    }
  });
});
