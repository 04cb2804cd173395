import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { setprivPath } from '@kfunc-census/testing';
import { root } from '../../tools/lib/run.ts';

/** A program of ours in a process of its own, as it is shipped. */
export interface App {
  readonly pid: number;
  /** Resolves with the exit code, null after a signal. */
  readonly exited: Promise<number | null>;
  readonly running: boolean;
  /** What it printed, the last part of it. */
  output(): string;
  signal(signal: 'SIGKILL' | 'SIGTERM' | 'SIGSTOP' | 'SIGCONT'): void;
}

export type AppName = 'gateway' | 'ingester' | 'all-in-one';

export interface AppOptions {
  readonly name: AppName;
  readonly env: Readonly<Record<string, string>>;
  /** Where its health is served, which tells that it is up. */
  readonly url: string;
}

const startWithinMs = 90_000;
const keptCharacters = 8000;

/**
 * setpriv(1) has the kernel kill the process when this one dies, however that dies; and takes the
 * rights from it without which all-in-one shows its recorded host and leaves this kernel alone.
 */
function command(name: AppName): [string, readonly string[]] {
  const node = [process.execPath, '--enable-source-maps', `apps/${name}/dist/main.js`];
  const setpriv = setprivPath();
  if (setpriv === undefined) throw new Error('setpriv(1) is needed (Debian: util-linux)');
  return [setpriv, ['--pdeathsig', 'KILL', '--bounding-set=-all', '--inh-caps=-all', ...node]];
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(1000) })).ok;
  } catch {
    return false;
  }
}

/** Starts a built program, which may end before it answers. */
export function spawnApp({ name, env }: Omit<AppOptions, 'url'>): App {
  const [program, args] = command(name);
  const child = spawn(program, args, {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-keptCharacters);
    });
  let running = true;
  const exited = new Promise<number | null>((resolve) =>
    child.on('exit', (code) => {
      running = false;
      resolve(code);
    }),
  );
  return {
    pid: child.pid ?? -1,
    exited,
    get running() {
      return running;
    },
    output: () => text,
    signal: (signal) => void child.kill(signal),
  };
}

/** Starts a built program, and resolves once it answers; rejects, with what it printed, when it ends. */
export async function startApp(options: AppOptions): Promise<App> {
  const { name, url } = options;
  const app = spawnApp(options);
  const deadline = performance.now() + startWithinMs;
  while (!(await answers(url))) {
    if (!app.running) throw new Error(`${name} ended before it answered:\n${app.output()}`);
    if (performance.now() > deadline) {
      app.signal('SIGKILL');
      throw new Error(`${name} does not answer:\n${app.output()}`);
    }
    await pause(50);
  }
  return app;
}

/** Mebibytes that a process holds: VmRSS of proc_pid_status(5). */
export function residentOf(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(text)?.[1]) / 1024;
}
