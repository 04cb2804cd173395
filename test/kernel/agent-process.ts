import { spawnSync } from 'node:child_process';
import { root } from '../../tools/lib/run.ts';

/** How a run of the agent ended. */
export interface AgentRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the agent from its sources; `wrapper` is a command that takes rights away first. */
export function runAgent(
  args: readonly string[],
  stateDirectory: string,
  wrapper: readonly string[] = [],
): AgentRun {
  const [command = process.execPath, ...rest] = [
    ...wrapper,
    process.execPath,
    '--conditions=@kfunc-census/source',
    `${root}/apps/agent/src/main.ts`,
    ...args,
  ];
  const { status, stdout, stderr } = spawnSync(command, rest, {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, CENSUS_STATE_DIR: stateDirectory },
  });
  return { status, stdout, stderr };
}
