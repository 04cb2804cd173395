import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { CensusError } from '@kfunc-census/errors';

/** A running class of Kafka. */
export interface JavaProcess {
  readonly pid: number;
  /** Its last lines of output. */
  output(): string;
  /** Resolves when a line holds `text`; rejects when the process ends before. */
  printed(text: string): Promise<void>;
  /** Signals it and waits for its end. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Resolves with the exit code, null after a signal. */
  readonly exited: Promise<number | null>;
}

const flags = ['-Xms64m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1'];
const keptLines = 60;

/** The main class of a broker. */
export const brokerClass = 'kafka.Kafka';

/** Where setpriv(1) is; undefined where it is not. */
export const setprivPath = (): string | undefined =>
  ['/usr/bin/setpriv', '/bin/setpriv'].find((path) => existsSync(path));

/** setpriv(1) has the kernel kill the child when its parent dies, however that dies. */
function command(java: readonly string[]): [string, readonly string[]] {
  const setpriv = setprivPath();
  return setpriv === undefined
    ? ['java', java]
    : [setpriv, ['--pdeathsig', 'KILL', 'java', ...java]];
}

function endWithParent(child: ChildProcess): void {
  const kill = (): void => void child.kill('SIGKILL');
  process.on('exit', kill);
  child.on('exit', () => process.off('exit', kill));
}

function watchLines(child: ChildProcess): { lines: string[]; onLine: Set<(line: string) => void> } {
  const lines: string[] = [];
  const onLine = new Set<(line: string) => void>();
  for (const input of [child.stdout, child.stderr]) {
    if (input === null) continue;
    createInterface({ input }).on('line', (line) => {
      lines.push(line);
      if (lines.length > keptLines) lines.shift();
      for (const listener of [...onLine]) listener(line);
    });
  }
  return { lines, onLine };
}

/**
 * An archive of loaded classes (JEP 350) halves the start. It is made by the first broker that ends
 * in order, beside the jars; the JVM ignores one that another JVM made.
 */
function archiveFlags(jars: string, runs: string): { flags: readonly string[]; keep: () => void } {
  const archive = `${jars}.jsa`;
  if (existsSync(archive))
    return { flags: [`-XX:SharedArchiveFile=${archive}`, '-Xlog:cds=off'], keep: () => undefined };
  if (runs !== brokerClass) return { flags: [], keep: () => undefined };
  const partial = `${archive}.${process.pid}`;
  return {
    flags: [`-XX:ArchiveClassesAtExit=${partial}`],
    keep: () => existsSync(partial) && renameSync(partial, archive),
  };
}

/** Starts a class of Kafka's jars; the process never outlives this one. */
export function startJava(
  jars: string,
  logConfig: string,
  [runs, ...args]: readonly [string, ...string[]],
): JavaProcess {
  const archive = archiveFlags(jars, runs);
  const [program, programArgs] = command([
    ...flags,
    ...archive.flags,
    `-Dlog4j2.configurationFile=${logConfig}`,
    '-cp',
    join(jars, '*'),
    runs,
    ...args,
  ]);
  const child = spawn(program, programArgs, { stdio: ['ignore', 'pipe', 'pipe'] });
  endWithParent(child);
  const { lines, onLine } = watchLines(child);
  const exited = once(child, 'close').then(([code]: (number | null)[]) => code ?? null);
  const ended = (what: string): CensusError =>
    new CensusError('internal/unexpected', `Kafka ended ${what}:\n${lines.join('\n')}`);
  return {
    pid: child.pid ?? -1,
    exited,
    output: () => lines.join('\n'),
    printed: (text) =>
      new Promise((resolve, reject) => {
        const listener = (line: string): void => {
          if (!line.includes(text)) return;
          onLine.delete(listener);
          resolve();
        };
        onLine.add(listener);
        exited.then(() => reject(ended(`before it said "${text}"`)), reject);
      }),
    async end(signal) {
      child.kill(signal);
      await exited;
      archive.keep();
    },
  };
}
