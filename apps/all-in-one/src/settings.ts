import type { StoreTarget } from '@kfunc-census/clickhouse';
import { type Config, readConfig, readSecret } from '@kfunc-census/config';

const names = [
  'CENSUS_STATE_DIR',
  'CENSUS_TENANTS_FILE',
  'CENSUS_GATEWAY_HOST',
  'CENSUS_GATEWAY_PORT',
  'CENSUS_QUERY_HOST',
  'CENSUS_QUERY_PORT',
  'CENSUS_ALLOW_PLAINTEXT_LISTEN',
  'CENSUS_BATCH_BYTES',
  'CENSUS_BATCH_WAIT',
  'CENSUS_SET_CACHE',
  'CENSUS_LOG_LEVEL',
  'KAFKA_BROKERS',
  'KAFKA_TOPIC',
  'KAFKA_GROUP',
  'CLICKHOUSE_URL',
  'CLICKHOUSE_DATABASE',
  'CLICKHOUSE_USER',
  'CLICKHOUSE_PASSWORD_FILE',
] as const;

/** Variables that all-in-one reads, typed. */
export type Settings = Config<(typeof names)[number]>;

/** Reads the variables of all-in-one. Throws `config/invalid`. */
export function readSettings(): Settings {
  return readConfig(names);
}

/** The store that the settings ask for: a server if CLICKHOUSE_URL is set, else in process. */
export function storeTarget(settings: Settings): StoreTarget {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_DATABASE: database } = settings;
  if (url === undefined)
    return { kind: 'embedded', path: `${settings.CENSUS_STATE_DIR}/store`, database };
  const file = settings.CLICKHOUSE_PASSWORD_FILE;
  return {
    kind: 'server',
    url,
    database,
    user: settings.CLICKHOUSE_USER,
    ...(file === undefined ? {} : { password: readSecret('CLICKHOUSE_PASSWORD_FILE', file) }),
  };
}
