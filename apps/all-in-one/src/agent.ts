import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { childEnvironment } from '@kfunc-census/config';

/** The agent as it is installed: a program of its own, run as one. */
const agentMain = fileURLToPath(new URL('../../agent/dist/main.js', import.meta.url));
/** A host recorded earlier; where this host may not be read, it shows the path all the same. */
export const recordedHost = fileURLToPath(new URL('../../agent/recorded', import.meta.url));

/** Exit codes of the agent (apps/agent) that are told apart here. */
export const agentExit = { ok: 0, capabilityMissing: 3, notSupported: 7 } as const;

/** How a run of the agent ended. */
export interface AgentRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the agent with the given arguments and variables beside the inherited environment. */
export function runAgent(
  args: readonly string[],
  variables: Readonly<Record<string, string>>,
): Promise<AgentRun> {
  const child = spawn(process.execPath, [agentMain, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(variables),
  });
  const run = Promise.withResolvers<AgentRun>();
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output.stderr += text;
  });
  child.on('error', run.reject);
  child.on('close', (code) => run.resolve({ exitCode: code ?? 1, ...output }));
  return run.promise;
}
