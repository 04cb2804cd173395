import { spawn, spawnSync } from 'node:child_process';
import { root } from '../../tools/lib/run.ts';

/** How a run of the agent ended. */
export interface AgentRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const command = (args: readonly string[]): [string, ...string[]] => [
  process.execPath,
  '--conditions=@kfunc-census/source',
  `${root}/apps/agent/src/main.ts`,
  ...args,
];

/** Runs the agent from its sources; `wrapper` is a command that takes rights away first. */
export function runAgent(
  args: readonly string[],
  stateDirectory: string,
  wrapper: readonly string[] = [],
): AgentRun {
  const [program = '', ...rest] = [...wrapper, ...command(args)];
  const { status, stdout, stderr } = spawnSync(program, rest, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, CENSUS_STATE_DIR: stateDirectory },
  });
  return { status, stdout, stderr };
}

/** The same beside a server of this process, which must go on answering meanwhile. */
export async function startAgent(
  args: readonly string[],
  stateDirectory: string,
  variables: Readonly<Record<string, string>>,
): Promise<AgentRun> {
  const [program, ...rest] = command(args);
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, CENSUS_STATE_DIR: stateDirectory, ...variables },
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  return { status, ...texts };
}
