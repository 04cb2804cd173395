import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createKallsymsScanner, type ProgramInfo, programTypeName } from '@kfunc-census/bpf';
import type { HostFacts, KernelReader, ProgramRead } from '@kfunc-census/scan';

/**
 * What a capture of a booted kernel has, by its files: `uname.txt`, `prog-show.json` and
 * `btf-show.json` (bpftool -j), `prog/ID.xlated.bin`, `btf/MODULE.btf.gz`, `kallsyms.txt.gz`.
 */
interface ShownProgram {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly tag: string;
  readonly bytes_xlated: number;
  readonly bytes_jited: number;
  readonly btf_id?: number;
}

/** How a capture is read. */
export interface CaptureOptions {
  /** Whether to read it as the kernel shows it at kptr_restrict=2: `prog/ID.xlated.kptr2.bin`. */
  readonly hidden: boolean;
}

const seconds = 1_000_000_000n;

/**
 * A capture as a `KernelReader`. Program BTF and line info were not captured: a program says which
 * BTF it has, and reading it fails, as on a host where that is forbidden.
 */
export function readCapture(directory: string, { hidden }: CaptureOptions): KernelReader {
  const json = (file: string): unknown => JSON.parse(readFileSync(join(directory, file), 'utf8'));
  const programs = json('prog-show.json') as ShownProgram[];
  const btfs = json('btf-show.json') as {
    id: number;
    name?: string;
    kernel: boolean;
    size: number;
  }[];
  const captured = new Set(readdirSync(join(directory, 'btf')));
  return {
    host: () => readHost(directory),
    programIds: () => programs.map(({ id }) => id).sort((a, b) => a - b),
    readProgram: (id) =>
      readProgram(
        directory,
        programs.find((shown) => shown.id === id),
        hidden,
      ),
    kernelBtfs: () =>
      btfs
        .filter(({ kernel, name }) => kernel && captured.has(`${name}.btf.gz`))
        .map(({ id, name = '', size }) => ({ id, name, kernel: true, size })),
    kernelBtf: (module) => gunzipSync(readFileSync(join(directory, 'btf', `${module}.btf.gz`))),
    links: () => ({ links: [], denied: 0 }),
    holders: () => ({
      holds: [],
      processes: [],
      unsearched: ['process', 'cgroup', 'netdev', 'map', 'pin'],
      cut: 0,
      denied: 0,
    }),
    sampleRuns: () => undefined,
    hiddenReason: () => (hidden ? 'kptr_restrict' : 'targets_hidden'),
    symbols(visit, wanted) {
      const text = gunzipSync(readFileSync(join(directory, 'kallsyms.txt.gz')));
      const scanner = createKallsymsScanner(
        (symbol) => visit(hidden ? { ...symbol, address: 0n } : symbol),
        wanted,
      );
      scanner.push(text);
      scanner.end();
    },
  };
}

/** `uname -a` says release and machine; the distribution was Debian. */
function readHost(directory: string): HostFacts {
  const words = readFileSync(join(directory, 'uname.txt'), 'utf8').split('\n')[0]?.split(' ') ?? [];
  const arch = words.at(-2) ?? '';
  return {
    release: words[2] ?? '',
    arch,
    distro: { id: 'debian', version: '' },
    machineId: 'capture',
    bootId: 'capture',
    uptimeSeconds: 3600,
    littleEndian: arch !== 's390x',
  };
}

function readProgram(
  directory: string,
  shown: ShownProgram | undefined,
  hidden: boolean,
): ProgramRead {
  if (shown === undefined) return { kind: 'gone' };
  const file = `${shown.id}.xlated${hidden ? '.kptr2' : ''}.bin`;
  const info: ProgramInfo = {
    id: shown.id,
    type: typeNumber(shown.type),
    tag: shown.tag,
    name: shown.name,
    loadTime: seconds,
    xlatedLength: shown.bytes_xlated,
    jitedLength: shown.bytes_jited,
    btfId: shown.btf_id ?? 0,
    funcInfoRecordSize: 8,
    funcInfoCount: 0,
    lineInfoRecordSize: 16,
    lineInfoCount: 0,
    attachBtfObjectId: 0,
    attachBtfId: 0,
  };
  return {
    kind: 'program',
    program: {
      info,
      instructions: readFileSync(join(directory, 'prog', file)),
      funcInfo: new Uint8Array(),
      lineInfo: new Uint8Array(),
      btf: undefined,
    },
  };
}

/** Number of a program type by its name. */
function typeNumber(name: string): number {
  for (let type = 0; type < 64; type += 1) if (programTypeName(type) === name) return type;
  throw new RangeError(`no program type ${name}`);
}
