import { type Config, readSecret } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';
import type { ServerTarget } from './target.ts';

/** The variables that say where the ClickHouse server is. */
export const serverVariables = [
  'CLICKHOUSE_URL',
  'CLICKHOUSE_DATABASE',
  'CLICKHOUSE_USER',
  'CLICKHOUSE_PASSWORD_FILE',
] as const;

/**
 * The server that the configuration names. Throws `config/invalid` when CLICKHOUSE_URL is not set,
 * saying that `program` needs it, or when the password file cannot be read.
 */
export function serverTarget(
  config: Config<(typeof serverVariables)[number]>,
  program: string,
): ServerTarget {
  const { CLICKHOUSE_URL: url, CLICKHOUSE_PASSWORD_FILE: file } = config;
  if (url === undefined)
    throw new CensusError(
      'config/invalid',
      `CLICKHOUSE_URL is not set: ${program} needs a ClickHouse server. Without it, use all-in-one.`,
      { field: 'CLICKHOUSE_URL' },
    );
  return {
    kind: 'server',
    url,
    database: config.CLICKHOUSE_DATABASE,
    user: config.CLICKHOUSE_USER,
    ...(file === undefined ? {} : { password: readSecret('CLICKHOUSE_PASSWORD_FILE', file) }),
  };
}
