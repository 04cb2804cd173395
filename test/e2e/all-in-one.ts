import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/lib/run.ts';

/** A running `npm start`, with its state in a folder of its own. */
export interface AllInOne {
  readonly gatewayUrl: string;
  readonly queryUrl: string;
  readonly stateDir: string;
  /** Everything printed so far. */
  output(): string;
  /** Bearer token of one of the files in the state directory, e.g. `send.token`. */
  token(file: string): string;
  /** SIGTERM; resolves with the exit code, and removes the state directory unless it is kept. */
  stop(options?: { keepState?: boolean }): Promise<number | null>;
  /** SIGKILL. The state stays. */
  kill(): Promise<void>;
}

export interface AllInOneOptions {
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** State directory of an earlier run. */
  readonly stateDir?: string;
  /** Command before the arguments of all-in-one; default: `npm start --`. */
  readonly command?: readonly [string, ...string[]];
}

const waitMs = 110_000;

/** Resolves when the output matches; rejects, with the output, when the process ends before. */
function untilPrinted(child: ChildProcess, output: () => string, pattern: RegExp): Promise<void> {
  const done = Promise.withResolvers<void>();
  const fail = (why: string): void => done.reject(new Error(`${why}:\n${output()}`));
  const check = (): void => {
    if (pattern.test(output())) done.resolve();
  };
  const timer = setTimeout(() => fail(`nothing like ${pattern} within ${waitMs} ms`), waitMs);
  child.stdout?.on('data', check);
  child.on('exit', (code) => fail(`ended with ${code}`));
  return done.promise.finally(() => clearTimeout(timer));
}

/** Starts everything in one process, on free ports, and waits until it has printed its answer. */
export async function startAllInOne(options: AllInOneOptions = {}): Promise<AllInOne> {
  const stateDir = options.stateDir ?? mkdtempSync(join(tmpdir(), 'kfunc-census-'));
  const [command, ...before] = options.command ?? ['npm', 'start', '--silent', '--'];
  const child = spawn(command, [...before, ...(options.args ?? [])], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...process.env,
      CENSUS_STATE_DIR: stateDir,
      CENSUS_GATEWAY_PORT: '0',
      CENSUS_QUERY_PORT: '0',
      // Tests ask as often as they like.
      CENSUS_QUERY_RATE: '0',
      ...options.env,
    },
  });
  let text = '';
  const collect = (chunk: Buffer): void => {
    text += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  await untilPrinted(child, () => text, /^Ctrl-C stops/m);
  const url = (name: string): string =>
    new RegExp(`^${name} +(http://\\S+)`, 'm').exec(text)?.[1] ?? '';
  return {
    gatewayUrl: url('gateway'),
    queryUrl: url('query API'),
    stateDir,
    output: () => text,
    token: (file) => readFileSync(join(stateDir, file), 'utf8').trim(),
    stop: async ({ keepState = false } = {}) => {
      child.kill('SIGTERM');
      const code = await exited;
      if (!keepState) rmSync(stateDir, { recursive: true, force: true });
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
