import { execFileSync, spawnSync } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tools/lib/run.ts';

/**
 * A step at which all-in-one is killed. Its parts exchange no messages that a proxy could see, so the
 * steps are the calls that change its files: see kill-at.c, which kills at them.
 */
export interface FileStep {
  readonly name: string;
  readonly call: 'fsync' | 'write' | 'rename';
  /** Part of the path that the call is about, or the table whose files it is about. */
  readonly of: string | { readonly table: string };
  readonly when: 'before' | 'after';
  /** Pages that SQLite's log got since its last fsync. */
  readonly pages?: 'one' | 'more';
  /** Only once a part of this table is in its place. */
  readonly since?: string;
  /** The call is the first such after the start, or up to this one, at random. */
  readonly upTo: number;
  /** Needs a message that the store refuses. */
  readonly poison?: true;
}

const queue = 'queue.sqlite-wal';
const letters = 'dead-letters.sqlite-wal';

/** Of the first starts, on an empty directory, in their order. */
export const schemaSteps: readonly FileStep[] = [
  { name: 'schema being made', call: 'rename', of: 'v1.sql', when: 'before', upTo: 2 },
  {
    name: 'schema made, not noted',
    call: 'rename',
    of: { table: 'schema_migration' },
    when: 'before',
    upTo: 1,
  },
];
const made = { call: 'fsync', of: queue, pages: 'more', upTo: 1 } as const;
export const queueFileSteps: readonly FileStep[] = [
  { name: 'queue made, not fsynced', when: 'before', ...made },
  { name: 'queue made and fsynced', when: 'after', ...made },
];

/** A message is published with several pages: its own, and the one that holds the highest id. */
const published = { call: 'fsync', of: queue, pages: 'more', upTo: 20 } as const;
/** An acknowledgement is one page; so is what the start writes, before anything is stored. */
const acknowledged = {
  call: 'fsync',
  of: queue,
  pages: 'one',
  since: 'host_day_v1',
  upTo: 4,
} as const;
const sets = { table: 'set_member_v1' };
const hosts = { table: 'host_day_v1' };
const setAside = { call: 'fsync', of: letters, pages: 'more', upTo: 1, poison: true } as const;

/** From the report that came in to the acknowledged batch; the dead letters last. */
export const fileSteps: readonly FileStep[] = [
  { name: 'report in the queue, not fsynced', when: 'before', ...published },
  { name: 'report fsynced, not answered', when: 'after', ...published },
  { name: 'set rows being written', call: 'write', of: sets, when: 'before', upTo: 30 },
  { name: 'set rows written, not in place', call: 'rename', of: sets, when: 'before', upTo: 3 },
  { name: 'host rows being written', call: 'write', of: hosts, when: 'before', upTo: 30 },
  { name: 'host rows written, not in place', call: 'rename', of: hosts, when: 'before', upTo: 3 },
  {
    name: 'host rows in place, not acknowledged',
    call: 'rename',
    of: hosts,
    when: 'after',
    upTo: 3,
  },
  { name: 'acknowledgement not fsynced', when: 'before', ...acknowledged },
  { name: 'acknowledgement fsynced', when: 'after', ...acknowledged },
  { name: 'dead letter not fsynced', when: 'before', ...setAside },
  { name: 'dead letter fsynced, batch not acknowledged', when: 'after', ...setAside },
];

/** True, or what is absent: for `realPart`. */
export const killerAvailable = (): true | string =>
  spawnSync('gcc', ['--version']).status === 0 || 'there is no `gcc` (Debian: apt install gcc)';

/** Builds what is preloaded; throws when gcc(1) cannot. */
export function buildKiller(directory: string): string {
  const path = join(directory, 'kill-at.so');
  const source = join(root, 'test/faults/kill-at.c');
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-Werror', '-o', path, source]);
  return path;
}

/** Folder of a table's parts, below that of the store: ClickHouse links it by the table's name. */
function partsOf(stateDir: string, table: string): string {
  const link = readlinkSync(join(stateDir, 'store/data/census', table));
  return link.replace(/^.*\/store\//, 'store/').replace(/\/$/, '');
}

/** Variables that have a program killed at a step. */
export function killingEnv(
  { call, of, when, pages, since, upTo }: FileStep,
  { stateDir, killer, random }: { stateDir: string; killer: string; random: () => number },
): Readonly<Record<string, string>> {
  const path = typeof of === 'string' ? of : `${partsOf(stateDir, of.table)}/`;
  return {
    LD_PRELOAD: killer,
    KILL_CALL: call,
    KILL_PATH: path,
    KILL_WHEN: when,
    KILL_COUNT: `${1 + Math.floor(random() * upTo)}`,
    ...(pages === undefined ? {} : { KILL_PAGES: pages }),
    ...(since === undefined ? {} : { KILL_SINCE: `${partsOf(stateDir, since)}/` }),
  };
}
