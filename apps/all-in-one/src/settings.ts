import { type StoreTarget, serverTarget, serverVariables } from '@kfunc-census/clickhouse';
import { type Config, readConfig } from '@kfunc-census/config';

const names = [
  'CENSUS_STATE_DIR',
  'CENSUS_TENANTS_FILE',
  'CENSUS_GATEWAY_HOST',
  'CENSUS_GATEWAY_PORT',
  'CENSUS_QUERY_HOST',
  'CENSUS_QUERY_PORT',
  'CENSUS_QUERY_RATE',
  'CENSUS_QUERY_BURST',
  'CENSUS_ALLOW_PLAINTEXT_LISTEN',
  'CENSUS_BATCH_BYTES',
  'CENSUS_BATCH_WAIT',
  'CENSUS_SET_CACHE',
  'CENSUS_LOG_LEVEL',
  'KAFKA_BROKERS',
  'KAFKA_TOPIC',
  'KAFKA_GROUP',
  ...serverVariables,
] as const;

/** Variables that all-in-one reads, typed. */
export type Settings = Config<(typeof names)[number]>;

/** Reads the variables of all-in-one. Throws `config/invalid`. */
export function readSettings(): Settings {
  return readConfig(names);
}

/** The store that the settings ask for: a server if CLICKHOUSE_URL is set, else in process. */
export function storeTarget(settings: Settings): StoreTarget {
  if (settings.CLICKHOUSE_URL !== undefined) return serverTarget(settings, 'all-in-one');
  const { CENSUS_STATE_DIR: state, CLICKHOUSE_DATABASE: database } = settings;
  return { kind: 'embedded', path: `${state}/store`, database };
}
