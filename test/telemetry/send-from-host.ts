import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../tools/lib/run.ts';
import type { Target } from '../faults/load.ts';

function runAgent(args: readonly string[], env: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ['apps/agent/dist/main.js', ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  let text = '';
  child.stderr.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve(text)
        : reject(new Error(`agent ${args[0]} ended with ${code}: ${text}`)),
    );
  });
}

/** Reports the recorded host with the agent as it is built; resolves with the trace that it names. */
export async function sendFromHost({ url, token }: Target): Promise<string> {
  const state = mkdtempSync(join(tmpdir(), 'census-agent-'));
  const tokenFile = join(state, 'send.token');
  writeFileSync(tokenFile, token);
  const env = {
    CENSUS_STATE_DIR: state,
    CENSUS_RUNTIME_DIR: join(state, 'run'),
    CENSUS_GATEWAY_URL: url,
    CENSUS_SEND_TOKEN_FILE: tokenFile,
  };
  try {
    await runAgent(['scan', '--recorded', join(root, 'apps/agent/recorded')], env);
    const said = await runAgent(['send'], env);
    const trace = /^agent: sent report .* \(trace ([0-9a-f]{32})\)\.$/m.exec(said)?.[1];
    if (trace === undefined) throw new Error(`the agent names no trace: ${said}`);
    return trace;
  } finally {
    rmSync(state, { recursive: true });
  }
}
