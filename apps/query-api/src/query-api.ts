import { type OpenStore, openStore, serverTarget, serverVariables } from '@kfunc-census/clickhouse';
import { type Config, readConfig } from '@kfunc-census/config';
import { createTenantFile } from '@kfunc-census/embedded';
import {
  AccessModule,
  createHttpApp,
  HealthModule,
  listen,
  type ShutdownStep,
} from '@kfunc-census/nest-kit';
import { createQueries } from '@kfunc-census/query';
import { QueryModule } from '@kfunc-census/query-http';
import type { DynamicModule } from '@nestjs/common';

const names = [
  'CENSUS_QUERY_HOST',
  'CENSUS_QUERY_PORT',
  'CENSUS_ALLOW_PLAINTEXT_LISTEN',
  'CENSUS_TENANTS_FILE',
  'CENSUS_LOG_LEVEL',
  ...serverVariables,
] as const;

/** What the query API reads of the configuration. */
export type QueryApiConfig = Config<(typeof names)[number]>;

/** A query API that listens. */
export interface QueryApi {
  readonly url: string;
  /** Steps that end it, in order: no new requests, then what is in flight, then the store. */
  readonly shutdown: readonly ShutdownStep[];
}

/** The configuration from the environment. Throws `config/invalid`. */
export function readQueryApiConfig(env?: Readonly<Record<string, string | undefined>>) {
  return env === undefined ? readConfig(names) : readConfig(names, env);
}

class QueryApiModule {}

function queryApiModule(
  config: QueryApiConfig,
  { reader }: OpenStore,
  accepting: () => boolean,
): DynamicModule {
  return {
    module: QueryApiModule,
    imports: [
      AccessModule.register(createTenantFile(config.CENSUS_TENANTS_FILE)),
      HealthModule.register([
        { name: 'accepting', check: async () => accepting() },
        { name: 'store', check: () => reader.ready() },
      ]),
      QueryModule.register({ queries: createQueries({ reader, clock: { now: Date.now } }) }),
    ],
  };
}

async function serve(config: QueryApiConfig, store: OpenStore): Promise<QueryApi> {
  let accepting = true;
  const app = await createHttpApp(
    queryApiModule(config, store, () => accepting),
    { logLevel: config.CENSUS_LOG_LEVEL },
  );
  const url = await listen(app, {
    host: config.CENSUS_QUERY_HOST,
    port: config.CENSUS_QUERY_PORT,
    allowPlaintext: config.CENSUS_ALLOW_PLAINTEXT_LISTEN,
    portVariable: 'CENSUS_QUERY_PORT',
  });
  const notReady = async (): Promise<void> => {
    accepting = false;
  };
  return {
    url,
    shutdown: [
      { name: 'readiness', run: notReady },
      { name: 'http', run: () => app.close() },
      { name: 'store', run: () => store.close() },
    ],
  };
}

/**
 * Listens, over a store whose schema the ingester keeps; it is not ready until the store is.
 * Throws `config/invalid`, after it closed what it had opened.
 */
export async function startQueryApi(config: QueryApiConfig): Promise<QueryApi> {
  const store = await openStore(serverTarget(config, 'the query API'));
  try {
    return await serve(config, store);
  } catch (error) {
    await store.close();
    throw error;
  }
}
