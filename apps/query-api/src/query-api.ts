import { fileURLToPath } from 'node:url';
import type { TenantDirectory } from '@kfunc-census/access';
import { type OpenStore, openStore, serverTarget, serverVariables } from '@kfunc-census/clickhouse';
import { type Config, readConfig } from '@kfunc-census/config';
import { createTenantFile } from '@kfunc-census/embedded';
import {
  AccessModule,
  assertMayListen,
  createRateLimit,
  HealthModule,
  openInOrder,
  placeFrom,
  type Service,
  startHttp,
  useLogger,
} from '@kfunc-census/nest-kit';
import { createQueries } from '@kfunc-census/query';
import { PagesModule, QueryModule } from '@kfunc-census/query-http';
import type { DynamicModule } from '@nestjs/common';

const names = [
  'CENSUS_QUERY_HOST',
  'CENSUS_QUERY_PORT',
  'CENSUS_QUERY_RATE',
  'CENSUS_QUERY_BURST',
  'CENSUS_ALLOW_PLAINTEXT_LISTEN',
  'CENSUS_TENANTS_FILE',
  'CENSUS_LOG_LEVEL',
  ...serverVariables,
] as const;

/** What the query API reads of the configuration. */
export type QueryApiConfig = Config<(typeof names)[number]>;

/** The configuration from the environment. Throws `config/invalid`. */
export function readQueryApiConfig(env?: Readonly<Record<string, string | undefined>>) {
  return env === undefined ? readConfig(names) : readConfig(names, env);
}

class QueryApiModule {}

/** The built pages of the explorer, from `src` as from `dist`. */
const pages = fileURLToPath(new URL('../../explorer/dist/site', import.meta.url));

function queryApiModule(
  config: QueryApiConfig,
  tenants: TenantDirectory,
  { reader }: OpenStore,
): DynamicModule {
  const rate = { perMinute: config.CENSUS_QUERY_RATE, burst: config.CENSUS_QUERY_BURST };
  return {
    module: QueryApiModule,
    imports: [
      AccessModule.register(tenants, createRateLimit(rate)),
      HealthModule.register([{ name: 'store', check: () => reader.ready() }]),
      QueryModule.register({ queries: createQueries({ reader, clock: { now: Date.now } }) }),
      PagesModule.register(pages),
    ],
  };
}

/**
 * Listens, over a store whose schema the ingester keeps; it is not ready until the store is. It stops
 * with what is in flight, then the store. Throws `config/invalid`, after it closed what it had opened.
 */
export async function startQueryApi(config: QueryApiConfig): Promise<Service> {
  useLogger(config.CENSUS_LOG_LEVEL);
  const target = serverTarget(config, 'the query API');
  const place = placeFrom(config, 'CENSUS_QUERY_HOST', 'CENSUS_QUERY_PORT');
  assertMayListen(place);
  const tenants = createTenantFile(config.CENSUS_TENANTS_FILE);
  return openInOrder(async (onClose) => {
    const store = await openStore(target);
    onClose('store', () => store.close());
    const options = { logLevel: config.CENSUS_LOG_LEVEL };
    const { url, close } = await startHttp(queryApiModule(config, tenants, store), options, place);
    onClose('http', close);
    return { url };
  });
}
