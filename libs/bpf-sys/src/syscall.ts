import { createRequire } from 'node:module';
import { arch } from 'node:process';
import { structSizes } from '@kfunc-census/bpf';
import { CensusError } from '@kfunc-census/errors';

/** Number of bpf(2) by `process.arch` (each architecture's unistd.h). */
const bpfNumbers: Readonly<Record<string, number>> = {
  x64: 321,
  arm64: 280,
  riscv64: 280,
  loong64: 280,
  ppc64: 361,
  s390x: 351,
};

/** errno values that the reader tells apart (asm-generic/errno-base.h). */
export const errno = { EPERM: 1, ENOENT: 2, EINTR: 4, EAGAIN: 11, ENOMEM: 12, EACCES: 13 } as const;

/** bpf(2): the only native call of the project. */
export interface BpfSyscall {
  /** Result of the call, or the negative errno. `attr` is `structSizes.attr` bytes long. */
  call(command: number, attr: Uint8Array): number;
  /** Address of a buffer that stays where it is while it is referenced. */
  address(buffer: Uint8Array): bigint;
}

/**
 * Loads koffi and finds `syscall` in the C library. koffi is loaded here, not when the module is,
 * so that commands without kernel access do not pay for it.
 * Throws `agent/kernel-unreadable` where the library or the architecture is not supported.
 */
export function loadBpfSyscall(): BpfSyscall {
  const number = bpfNumbers[arch];
  if (number === undefined)
    throw new CensusError('agent/kernel-unreadable', `bpf(2) is not known for ${arch}.`);
  try {
    const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
    const syscall = koffi.load(null).func('long syscall(long, long, void *, unsigned long)');
    return {
      call: (command, attr) => {
        const result = Number(syscall(number, command, attr, structSizes.attr));
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
