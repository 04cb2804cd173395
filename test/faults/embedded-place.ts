import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { createEmbeddedDeadLetters, ensureTenants } from '@kfunc-census/embedded';
import { freePorts, type ReportOracle, startChdbHttp } from '@kfunc-census/testing';
import { judgeStore } from './judge.ts';

/** Not that of this host, of which all-in-one itself sends a report. */
export const organisation = 'acme';
const database = 'census';
const settledWithinMs = 60_000;

/** Where all-in-one keeps its files and is reached, over all its starts. */
export interface Place {
  readonly stateDir: string;
  readonly url: string;
  readonly queryUrl: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function choosePlace(): Promise<Place> {
  const stateDir = mkdtempSync(join(tmpdir(), 'census-faults-'));
  ensureTenants(stateDir, [organisation]);
  const [gateway = 0, query = 0] = await freePorts(2);
  const env = {
    CENSUS_STATE_DIR: stateDir,
    CENSUS_GATEWAY_PORT: `${gateway}`,
    CENSUS_QUERY_PORT: `${query}`,
    CENSUS_BATCH_WAIT: '200',
    CENSUS_LOG_LEVEL: 'warn',
    CLICKHOUSE_DATABASE: database,
  };
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  return { stateDir, env, url: at(gateway), queryUrl: at(query) };
}

export const token = ({ stateDir }: Place, right: 'send' | 'read'): string =>
  readFileSync(join(stateDir, `${organisation}.${right}.token`), 'utf8').trim();

/** Until the query API counts so many hosts; what is missing after that, the judge finds. */
export async function untilCounted(place: Place, hosts: number): Promise<void> {
  const headers = { authorization: `Bearer ${token(place, 'read')}` };
  const deadline = performance.now() + settledWithinMs;
  for (let counted = 0; counted < hosts && performance.now() < deadline; ) {
    await pause(500);
    const response = await fetch(`${place.queryUrl}/v1/coverage?days=2`, { headers });
    const answer = (await response.json()) as { population?: { reporting?: number } };
    counted = answer.population?.reporting ?? 0;
  }
}

/** Puts a message into the queue that no intake would let in; nothing else may have the file open. */
export function poisonQueue({ stateDir }: Place): string {
  const file = new DatabaseSync(join(stateDir, 'queue.sqlite'));
  const { lastInsertRowid } = file
    .prepare(
      `INSERT INTO message (published_at, kind, key, content, bytes, value)
       VALUES (?, 'report', 'bad/poison', '', 6, CAST('poison' AS BLOB))`,
    )
    .run(Date.now());
  file.close();
  return `embedded/${lastInsertRowid}`;
}

/** Sentences about letters that are lost, or that nobody wrote; the file must not be open. */
export async function judgeLetters(
  { stateDir }: Place,
  poisoned: readonly string[],
): Promise<readonly string[]> {
  const letters = createEmbeddedDeadLetters({ path: join(stateDir, 'dead-letters.sqlite') });
  const found: string[] = [];
  for await (const { message } of letters.letters()) found.push(message.position);
  await letters.close();
  const lost = poisoned.filter((position) => !found.includes(position));
  const others = found.length - (poisoned.length - lost.length);
  return [
    ...(lost.length === 0 ? [] : [`dead letters lost: ${lost.join(' ')}`]),
    ...(others === 0 ? [] : [`${others} dead letters of sound messages, or twice`]),
  ];
}

/** Judges the store; all-in-one must have stopped. */
export async function judgePlace({ stateDir }: Place, oracle: ReportOracle) {
  const store = await startChdbHttp(join(stateDir, 'store'));
  try {
    return await judgeStore({
      oracle,
      organisation,
      store: { kind: 'server', url: store.url, database, user: 'default' },
    });
  } finally {
    await store.close();
  }
}
