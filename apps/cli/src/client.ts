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

/** Commands that change something; their names from the program's on. */
const changes = /^(dlq|tenant|statement (?!list\b))/;

/** A store is read only: a command that changes something would leave it aside. Throws `cli/usage`. */
export function refuseChange(command: string, { store }: ClientOptions): void {
  if (store !== undefined && changes.test(command))
    throw new CensusError(
      'cli/usage',
      `--store: ${command} is no question; a store is only read, by questions.`,
      { field: 'store' },
    );
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

/** Where the gateway is and with whose token, as the command line says it. */
export interface GatewayOptions {
  readonly gateway?: string;
  readonly sendTokenFile?: string;
  readonly adminTokenFile?: string;
}

const gatewayNames = [
  'CENSUS_GATEWAY_URL',
  'CENSUS_SEND_TOKEN_FILE',
  'CENSUS_ADMIN_TOKEN_FILE',
  'CENSUS_QUERY_URL',
] as const;
const gatewayConfig = (env?: Environment) =>
  env === undefined ? readConfig(gatewayNames) : readConfig(gatewayNames, env);

/** A client of the gateway, with the token for sending. Throws as `httpRoutes` does. */
export function openSender(options: GatewayOptions, env?: Environment): ApiClient {
  const config = gatewayConfig(env);
  const file = options.sendTokenFile ?? config.CENSUS_SEND_TOKEN_FILE;
  return gatewayClient(
    options.gateway ?? config.CENSUS_GATEWAY_URL,
    readSecret('CENSUS_SEND_TOKEN_FILE', file),
  );
}

const gatewayClient = (url: string, token: string): ApiClient =>
  createApiClient(httpRoutes({ url, token, what: 'a gateway', option: 'gateway' }));

/** Both services, asked with the token of an administrator. */
export interface AdminClients {
  readonly query: ApiClient;
  readonly gateway: ApiClient;
}

/** Clients of query API and gateway for an administrator. Throws as `httpRoutes` does. */
export function openAdmin(
  options: GatewayOptions & Pick<ClientOptions, 'url'>,
  env?: Environment,
): AdminClients {
  const config = gatewayConfig(env);
  const file = options.adminTokenFile ?? config.CENSUS_ADMIN_TOKEN_FILE;
  const token = readSecret('CENSUS_ADMIN_TOKEN_FILE', file);
  return {
    query: createApiClient(httpRoutes({ url: options.url ?? config.CENSUS_QUERY_URL, token })),
    gateway: gatewayClient(options.gateway ?? config.CENSUS_GATEWAY_URL, token),
  };
}
