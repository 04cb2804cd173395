import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** A setting of the kernel that a test has changed. */
export interface ChangedSysctl {
  /** Puts the value back that was there before. */
  restore(): Promise<void>;
}

/** The file of a sysctl, e.g. `kernel/kptr_restrict`. */
const fileOf = (name: string): string => `/proc/sys/${name}`;

/** Value of a sysctl, e.g. `kernel/kptr_restrict`. */
export const readSysctl = (name: string): string => readFileSync(fileOf(name), 'utf8').trim();

/**
 * Waits for its input to end, which it does when whoever holds the other end is gone: so the value
 * is put back however the test ends, SIGKILL included.
 */
const guard = `trap '' INT TERM HUP
before=$(cat "$1") && echo "$2" > "$1" && echo changed && cat > /dev/null
echo "$before" > "$1"`;

/** Sets a sysctl until `restore` is called, or until this process is gone. */
export async function changeSysctl(name: string, value: string): Promise<ChangedSysctl> {
  const child = spawn('sh', ['-c', guard, 'guard', fileOf(name), value], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  const ended = once(child, 'close');
  const [said] = (await Promise.race([once(child.stdout, 'data'), ended])) as [unknown];
  if (readSysctl(name) !== value) throw new Error(`${name} cannot be set to ${value}: ${said}`);
  return {
    async restore() {
      child.stdin.end();
      await ended;
    },
  };
}
