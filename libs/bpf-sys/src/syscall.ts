import { createRequire } from 'node:module';
import { arch } from 'node:process';
import { structSizes } from '@kfunc-census/bpf';
import { CensusError } from '@kfunc-census/errors';

/** Numbers of the system calls by `process.arch` (each architecture's unistd.h). */
const numbers: Readonly<Record<string, { readonly bpf: number; readonly socket: number }>> = {
  x64: { bpf: 321, socket: 41 },
  arm64: { bpf: 280, socket: 198 },
  riscv64: { bpf: 280, socket: 198 },
  loong64: { bpf: 280, socket: 198 },
  ppc64: { bpf: 361, socket: 326 },
  s390x: { bpf: 351, socket: 359 },
};

/** errno values that the reader tells apart (asm-generic/errno-base.h, errno.h). */
export const errno = {
  EPERM: 1,
  ENOENT: 2,
  EINTR: 4,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  ENODEV: 19,
  EINVAL: 22,
  ENOSPC: 28,
  EOPNOTSUPP: 95,
} as const;

/** Of socket(2) (include/linux/socket.h, uapi/linux/netlink.h). */
const netlink = { family: 16, type: 3 /* raw */ | 0o4000 /* non-blocking */, route: 0 } as const;

/** bpf(2), and one socket: the only native calls of the project, both by `syscall` of the C library. */
export interface BpfSyscall {
  /** Result of the call, or the negative errno. `attr` is `structSizes.attr` bytes long. */
  call(command: number, attr: Uint8Array): number;
  /** Address of a buffer that stays where it is while it is referenced. */
  address(buffer: Uint8Array): bigint;
}

/** A function of the C library, with this prototype. */
function loadNative(prototype: string) {
  const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
  return { koffi, call: koffi.load(null).func(prototype) };
}

function numbersHere() {
  const found = numbers[arch];
  if (found === undefined)
    throw new CensusError('agent/kernel-unreadable', `bpf(2) is not known for ${arch}.`);
  return found;
}

/**
 * Loads koffi and finds `syscall` in the C library. koffi is loaded here, not when the module is,
 * so that commands without kernel access do not pay for it.
 * Throws `agent/kernel-unreadable` where the library or the architecture is not supported.
 */
export function loadBpfSyscall(): BpfSyscall {
  const { bpf } = numbersHere();
  try {
    const { koffi, call } = loadNative('long syscall(long, long, void *, unsigned long)');
    return {
      call: (command, attr) => {
        const result = Number(call(bpf, command, attr, structSizes.attr));
        return result < 0 ? -koffi.errno() : result;
      },
      address: (buffer) => BigInt(koffi.address(buffer)),
    };
  } catch (cause) {
    throw new CensusError(
      'agent/kernel-unreadable',
      'koffi, which makes bpf(2) calls, does not load.',
      {
        cause,
      },
    );
  }
}

/**
 * A netlink socket to the kernel's routing tables (rtnetlink(7)), non-blocking, or a negative errno.
 * It is read, written and closed by node:fs; it cannot leave the host.
 */
export function openRouteSocket(): number {
  const { koffi, call } = loadNative('long syscall(long, long, long, long)');
  const { family, type, route } = netlink;
  const result = Number(call(numbersHere().socket, family, type, route));
  return result < 0 ? -koffi.errno() : result;
}
