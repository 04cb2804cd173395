import { type StdioOptions, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The project's root folder, without a slash at the end. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** Path of a command that npm installed. */
export const bin = (name: string): string => `${root}/node_modules/.bin/${name}`;

/** Its output goes to standard error: standard output belongs to what is run afterwards. */
const toStderr: StdioOptions = ['ignore', 2, 2];

/** Runs a command in the root folder; when it fails, this process ends with its status. */
function must(command: string, ...args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: toStderr });
  if (status === 0) return;
  console.error(`failed: ${command} ${args.join(' ')}${error === undefined ? '' : `: ${error}`}`);
  process.exit(status ?? 1);
}

/** Brings every dist/ up to date, 0.1 s when nothing changed; ends this process when that fails. */
export function buildStale(): void {
  must(bin('tsc'), '-b', '--pretty', 'false');
  must(process.execPath, 'tools/explorer/main.ts');
}

/** As `buildStale`, and bundles the agent into one file, which tests and benches run. */
export function buildAll(): void {
  buildStale();
  must('npm', 'run', '-s', 'build', '-w', 'apps/agent');
}
