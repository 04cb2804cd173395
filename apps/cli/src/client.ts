import { readConfig, readSecret } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';
import { type ApiClient, createApiClient, httpRoutes } from './api-client.ts';

/** Who is asked, as the command line says it. */
export interface ClientOptions {
  readonly url?: string;
  readonly tokenFile?: string;
  readonly store?: string;
  readonly as?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

const names = ['CENSUS_QUERY_URL', 'CENSUS_READ_TOKEN_FILE', 'CLICKHOUSE_DATABASE'] as const;

function refuseBoth({ url, tokenFile, store, as }: ClientOptions): void {
  if (store !== undefined && (url ?? tokenFile) !== undefined)
    throw new CensusError(
      'cli/usage',
      '--store answers from files, --url and --token-file from a query API: give one or the other.',
      { field: 'store' },
    );
  if (store === undefined && as !== undefined)
    throw new CensusError('cli/usage', '--as: only --store can be asked as an organisation.', {
      field: 'as',
    });
}

/**
 * A client of a query API, or of a store. Throws `cli/usage` for options that exclude each other, and
 * what `httpRoutes` and `createStoreClient` throw.
 */
export async function openClient(options: ClientOptions, env?: Environment): Promise<ApiClient> {
  refuseBoth(options);
  const config = env === undefined ? readConfig(names) : readConfig(names, env);
  const { store, as: organisation } = options;
  if (store === undefined) {
    const url = options.url ?? config.CENSUS_QUERY_URL;
    const file = options.tokenFile ?? config.CENSUS_READ_TOKEN_FILE;
    return createApiClient(httpRoutes({ url, token: readSecret('CENSUS_READ_TOKEN_FILE', file) }));
  }
  // Loaded only here: a question over HTTP needs neither the engine nor the routes.
  const { createStoreClient } = await import('./store.ts');
  return await createStoreClient({
    path: store,
    database: config.CLICKHOUSE_DATABASE,
    organisation,
  });
}

/** Gives a client, opened when it is first needed. */
export function lazyClient(open: () => Promise<ApiClient>) {
  let opened: Promise<ApiClient> | undefined;
  return {
    client: (): Promise<ApiClient> => {
      opened ??= open();
      return opened;
    },
    // What could not be opened was reported where it was asked for.
    close: async (): Promise<void> =>
      opened?.then(
        (client) => client.close(),
        () => undefined,
      ),
  };
}
