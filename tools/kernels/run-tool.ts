import { spawnSync } from 'node:child_process';

/** Runs a program to its end and returns what it wrote; throws with its complaint when it fails. */
export function runTool(program: string, args: readonly string[], cwd?: string): Buffer {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    maxBuffer: 1 << 29,
    env: { ...process.env, LC_ALL: 'C' },
  });
  if (error !== undefined) throw new Error(`${program}: ${error.message}`);
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr.toString().trim()}`);
  return stdout;
}
