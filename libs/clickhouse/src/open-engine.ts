import {
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  ClickHouseLogLevel,
  createClient,
} from '@clickhouse/client';
import { CensusError } from '@kfunc-census/errors';
import { clientMilliseconds, type Engine, engineOf, longMilliseconds, settings } from './engine.ts';
import { assertStore } from './store-directory.ts';
import { storeError } from './store-error.ts';
import type { EmbeddedTarget, ServerTarget, StoreTarget } from './target.ts';

/** The engine declares the same interface, from its own copy of the client's types. */
type Connection = NonNullable<ClickHouseClientConfigOptions['connection']>;

/** The client logs statements and addresses of its own accord; errors are reported by their throwing. */
const quiet = { level: ClickHouseLogLevel.OFF };

function checkedName(database: string): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]{0,62}$/.test(database))
    throw new CensusError(
      'config/invalid',
      `database "${database}": expected letters, digits and _.`,
      {
        field: 'database',
      },
    );
  return database;
}

async function openServer(target: ServerTarget): Promise<Engine> {
  const database = checkedName(target.database);
  const options = {
    url: target.url,
    username: target.user,
    password: target.password ?? '',
    database,
    application: 'kfunc-census',
    request_timeout: clientMilliseconds,
    clickhouse_settings: settings,
    // Thousands of ids do not fit a URL.
    use_multipart_params_auto: true,
    log: quiet,
  } as const;
  const patient = createClient({
    ...options,
    request_timeout: longMilliseconds,
    // What stands between may end a connection on which nothing comes. Node takes 16 KiB of headers.
    clickhouse_settings: {
      ...settings,
      send_progress_in_http_headers: 1,
      http_headers_progress_interval_ms: '300000',
    },
  });
  return engineOf(createClient(options), database, patient);
}

/** Loaded only here, so that a deployment with a server never loads the engine. */
async function loadEmbedded() {
  try {
    return await import('chdb/connection');
  } catch (cause) {
    throw new CensusError(
      'store/unavailable',
      'The in-process engine (npm package chdb) cannot be loaded on this platform; set CLICKHOUSE_URL to use a server.',
      { cause },
    );
  }
}

async function connect(path: string): Promise<ClickHouseClient> {
  const { createChdbConnection } = await loadEmbedded();
  try {
    return createClient({
      connection: createChdbConnection({ path }) as unknown as Connection,
      clickhouse_settings: settings,
      log: quiet,
    });
  } catch (cause) {
    throw new CensusError(
      'store/unavailable',
      `The store at ${path} cannot be opened: another process may have it open (one at a time), or the directory cannot be written.`,
      { cause },
    );
  }
}

async function openEmbedded({ path, readOnly, ...target }: EmbeddedTarget): Promise<Engine> {
  const database = checkedName(target.database ?? 'kfunc_census');
  if (readOnly) assertStore(path);
  const client = await connect(path);
  const preparing = readOnly
    ? // 2, not 1: each statement comes with settings of its own.
      [`USE ${database}`, 'SYSTEM STOP MERGES', 'SET readonly = 2']
    : [`CREATE DATABASE IF NOT EXISTS ${database}`, `USE ${database}`];
  try {
    for (const query of preparing) await client.command({ query });
    return engineOf(client, database);
  } catch (cause) {
    await client.close();
    throw storeError(cause, 'be opened');
  }
}

/** Opens the engine behind a target. */
export function openEngine(target: StoreTarget): Promise<Engine> {
  return target.kind === 'server' ? openServer(target) : openEmbedded(target);
}

/** Creates the database of a server, over a client that names none. */
export async function createDatabase(target: StoreTarget): Promise<void> {
  if (target.kind === 'embedded') return;
  const client = createClient({
    url: target.url,
    username: target.user,
    password: target.password ?? '',
    request_timeout: clientMilliseconds,
    log: quiet,
  });
  try {
    await client.command({
      query: `CREATE DATABASE IF NOT EXISTS ${checkedName(target.database)}`,
    });
  } catch (cause) {
    throw storeError(cause, 'create the database');
  } finally {
    await client.close();
  }
}
