import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Architecture } from './kernels.ts';

/** A boot: what goes in, and where results come out. */
export interface Boot {
  readonly architecture: Architecture;
  /** Program that emulates it, and its first arguments. */
  readonly emulator: readonly string[];
  readonly kernel: string;
  readonly initramfs: string;
  /** Root image, read only: machines may share it. */
  readonly root: string;
  /** Drive two: the machine writes a tar of its results on it. */
  readonly results: string;
  /** The machine is killed after that time. */
  readonly limitSeconds: number;
}

/** How a boot ended. */
export interface Booted {
  readonly console: string;
  readonly seconds: number;
  /** Whether the machine powered off by itself, in time. */
  readonly inTime: boolean;
}

/** Console and board per architecture. */
const boards: Readonly<Record<Architecture, readonly [string, readonly string[]]>> = {
  amd64: ['ttyS0', ['-cpu', 'max']],
  arm64: ['ttyAMA0', ['-M', 'virt', '-cpu', 'max,pauth-impdef=on']],
  riscv64: ['ttyS0', ['-M', 'virt', '-cpu', 'rva23s64']],
};

function commandLine(boot: Boot): string[] {
  const [console, board] = boards[boot.architecture];
  const drive = (path: string, more = ''): string[] => [
    '-drive',
    `file=${path},if=virtio,format=raw${more}`,
  ];
  return [
    // Never by whether /dev/kvm exists: it may, and stock kernels still not boot with it.
    ...['-accel', 'tcg,thread=multi', ...board, '-m', '768', '-smp', '1'],
    ...['-nodefaults', '-no-user-config', '-nographic', '-no-reboot', '-serial', 'stdio'],
    ...['-nic', 'none', '-kernel', boot.kernel, '-initrd', boot.initramfs],
    ...['-append', `console=${console} quiet panic=-1`],
    ...drive(boot.root, ',readonly=on'),
    ...drive(boot.results),
  ];
}

/** Boots a machine and waits until it is off; one that is not in time is killed. */
export async function bootMachine(boot: Boot): Promise<Booted> {
  const started = performance.now();
  const [program = '', ...leading] = boot.emulator;
  const child = spawn(program, [...leading, ...commandLine(boot)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let console = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      console += text;
    });
  let inTime = true;
  const timer = setTimeout(() => {
    inTime = false;
    child.kill('SIGKILL');
  }, boot.limitSeconds * 1000);
  const [code] = await once(child, 'close').finally(() => clearTimeout(timer));
  const seconds = (performance.now() - started) / 1000;
  return { console, seconds, inTime: inTime && code === 0 };
}
