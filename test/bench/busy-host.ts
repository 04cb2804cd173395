import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { objectFile } from '../kernel/matrix/compile.ts';

/** Objects of the matrix with several programs each, of many types. */
const objects = [
  'casts',
  'kept',
  'syscalls',
  'weak',
  'dynptr',
  'objects',
  'tracing',
  'dead',
] as const;

/** What a busy host has. */
export interface BusyHost {
  readonly programs: number;
  /** Ends it; everything that it holds is gone then. */
  close(): Promise<void>;
}

/**
 * Loads programs and starts processes; see busy-host.c. They are held by nothing but descriptors, so
 * that nothing stays behind, however this process ends.
 */
export async function startBusyHost(
  folder: string,
  programs: number,
  processes: number,
  fds: number,
): Promise<BusyHost> {
  const source = fileURLToPath(new URL('./busy-host.c', import.meta.url));
  const binary = `${folder}/busy-host`;
  execFileSync('clang', ['-O1', source, '-o', binary, '-lbpf']);
  const child = spawn(
    binary,
    [programs, processes, fds].map(String).concat(objects.map(objectFile)),
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const loaded = await firstLine(child);
  return {
    programs: loaded,
    close: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function firstLine(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (line: Buffer) => resolve(Number(line.toString())));
    child.once('error', reject);
    child.once('exit', (status) => reject(new Error(`busy-host ended with ${status}`)));
  });
}
