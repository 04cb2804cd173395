import { createRequire } from 'node:module';

const koffi = createRequire(new URL('../../libs/bpf-sys/src/', import.meta.url))(
  'koffi',
) as typeof import('koffi');

/** Numbers of the system calls on the architectures the tests run on. */
const numbers =
  process.arch === 'x64'
    ? { bpf: 321, perfEventOpen: 298, ioctl: 16 }
    : { bpf: 280, perfEventOpen: 241, ioctl: 29 };
const commands = {
  mapUpdateElem: 2,
  objPin: 6,
  objGet: 7,
  rawTracepointOpen: 17,
  linkCreate: 28,
} as const;

/** Calls bpf(2) and returns its result; throws with the errno where it fails. */
function bpf(command: keyof typeof commands, fill: (attr: Buffer) => void): number {
  const attr = Buffer.alloc(64);
  fill(attr);
  const syscall = koffi.load(null).func('long syscall(long, long, void *, unsigned long)');
  const result = Number(syscall(numbers.bpf, commands[command], attr, attr.length));
  if (result < 0) throw new Error(`bpf(2) ${command}: errno ${koffi.errno()}`);
  return result;
}

const text = (value: string): Buffer => Buffer.from(`${value}\0`);

/** Opens what is pinned at a path. */
export function openPin(path: string): number {
  const pathname = text(path);
  return bpf('objGet', (attr) => attr.writeBigUInt64LE(koffi.address(pathname), 0));
}

/** Pins a program or a link. */
export function pinObject(fd: number, path: string): void {
  const pathname = text(path);
  bpf('objPin', (attr) => {
    attr.writeBigUInt64LE(koffi.address(pathname), 0);
    attr.writeUInt32LE(fd, 8);
  });
}

/** Sets the value of a key of a map; both are arrays of u32. */
export function updateMap(map: number, key: readonly number[], value: readonly number[]): void {
  const words = (numbers: readonly number[]): Buffer => {
    const bytes = Buffer.alloc(numbers.length * 4);
    for (const [at, number] of numbers.entries()) bytes.writeUInt32LE(number, at * 4);
    return bytes;
  };
  const [keyBytes, valueBytes] = [words(key), words(value)];
  bpf('mapUpdateElem', (attr) => {
    attr.writeUInt32LE(map, 0);
    attr.writeBigUInt64LE(koffi.address(keyBytes), 8);
    attr.writeBigUInt64LE(koffi.address(valueBytes), 16);
  });
}

/** Where a link is made: numbers of `union bpf_attr`. */
export interface LinkPlace {
  /** fd of a cgroup, or index of a network device. */
  readonly target: number;
  readonly attachType: number;
  readonly flags?: number;
}

/** Attaches a program by a link; returns the fd of the link. */
export function createLink(program: number, { target, attachType, flags = 0 }: LinkPlace): number {
  return bpf('linkCreate', (attr) => {
    for (const [at, value] of [program, target, attachType, flags].entries())
      attr.writeUInt32LE(value, at * 4);
  });
}

/** Attaches a program to a raw tracepoint; returns the fd of the link. */
export function openRawTracepoint(program: number, tracepoint: string): number {
  const name = text(tracepoint);
  return bpf('rawTracepointOpen', (attr) => {
    attr.writeBigUInt64LE(koffi.address(name), 0);
    attr.writeUInt32LE(program, 8);
  });
}

/** PERF_TYPE_TRACEPOINT, PERF_EVENT_IOC_SET_BPF and PERF_EVENT_IOC_ENABLE. */
const perf = { tracepoint: 2, size: 112, setBpf: 0x4004_2408, enable: 0x2400 } as const;

/** Runs a program at a tracepoint (its id in tracefs) by a perf event, without a link. */
export function openPerfEvent(program: number, tracepoint: number): number {
  const attr = Buffer.alloc(perf.size);
  attr.writeUInt32LE(perf.tracepoint, 0);
  attr.writeUInt32LE(perf.size, 4);
  attr.writeBigUInt64LE(BigInt(tracepoint), 8);
  const library = koffi.load(null);
  const open = library.func('long syscall(long, void *, long, long, long, unsigned long)');
  const ioctl = library.func('long syscall(long, long, unsigned long, long)');
  // All processes, on the first processor.
  const fd = Number(open(numbers.perfEventOpen, attr, -1, 0, -1, 0));
  const failed = [() => fd, () => ioctl(numbers.ioctl, fd, perf.setBpf, program)]
    .concat(() => ioctl(numbers.ioctl, fd, perf.enable, 0))
    .some((call) => Number(call()) < 0);
  if (failed) throw new Error(`perf event: errno ${koffi.errno()}`);
  return fd;
}
