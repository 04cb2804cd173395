import { createRequire } from 'node:module';

const koffi = createRequire(new URL('../../libs/bpf-sys/src/', import.meta.url))(
  'koffi',
) as typeof import('koffi');

/** Numbers of bpf(2) on the architectures the tests run on. */
const bpfNumber = process.arch === 'x64' ? 321 : 280;
const commands = { objPin: 6, objGet: 7, rawTracepointOpen: 17, linkCreate: 28 } as const;

/** Calls bpf(2) and returns its result; throws with the errno where it fails. */
function bpf(command: keyof typeof commands, fill: (attr: Buffer) => void): number {
  const attr = Buffer.alloc(64);
  fill(attr);
  const syscall = koffi.load(null).func('long syscall(long, long, void *, unsigned long)');
  const result = Number(syscall(bpfNumber, commands[command], attr, attr.length));
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
