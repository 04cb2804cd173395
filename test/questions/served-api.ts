/** The real query API over a reader, asked over its HTTP routes without a socket. */
import 'reflect-metadata';
import { type Principal, tokenDigest } from '@kfunc-census/access';
import { AccessModule, createHttpApp, listen } from '@kfunc-census/nest-kit';
import { createQueries, type UsageReader } from '@kfunc-census/query';
import { QueryModule } from '@kfunc-census/query-http';
import type { FleetApi } from '@kfunc-census/testing';

/** An API that is served. */
export interface ServedApi extends FleetApi {
  /** Unix milliseconds at which the next questions are asked. */
  now: number;
  /** The token of a reader of an organisation, or of all (undefined). */
  tokenOf(organisation: string | undefined): string;
  /** Listens on loopback, when it does not yet, and gives the address. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

const everybody = 'reader of all organisations';

/** One token for each organisation, and one for all together. */
function createDirectory() {
  const principals = new Map<string, Principal>();
  const keyOf = (digest: Uint8Array) => Buffer.from(digest).toString('hex');
  return {
    tokenOf: (organisation: string | undefined): string => {
      const token = `token for reading of ${organisation ?? everybody}`.replaceAll(' ', '-');
      principals.set(keyOf(tokenDigest(token)), {
        organisation: organisation ?? everybody,
        rights: [
          'read-organisation',
          ...(organisation === undefined ? (['read-installation'] as const) : []),
        ],
      });
      return token;
    },
    find: async (digest: Uint8Array) => principals.get(keyOf(digest)),
  };
}

/** Serves the questions over a reader. Nothing of the API is left out but the socket. */
export async function serveApi(reader: UsageReader): Promise<ServedApi> {
  const directory = createDirectory();
  const clock = { now: () => served.now };
  const queries = createQueries({ reader, clock });
  const imports = [AccessModule.register(directory), QueryModule.register({ queries })];
  const app = await createHttpApp({ module: class {}, imports }, { logLevel: 'silent' });
  await app.getHttpAdapter().getInstance().ready();
  let url: string | undefined;
  const served: ServedApi = {
    now: Date.now(),
    async ask(organisation, path, body) {
      const headers = { authorization: `Bearer ${directory.tokenOf(organisation)}` };
      const response = await app.inject(
        body === undefined
          ? { method: 'GET', url: path, headers }
          : { method: 'POST', url: path, headers, payload: body },
      );
      return { status: response.statusCode, body: JSON.parse(response.body) as unknown };
    },
    tokenOf: directory.tokenOf,
    async listen() {
      url ??= await listen(app, {
        host: '127.0.0.1',
        port: 0,
        allowPlaintext: false,
        hostVariable: 'CENSUS_QUERY_HOST',
        portVariable: 'CENSUS_QUERY_PORT',
      });
      return url;
    },
    close: () => app.close(),
  };
  return served;
}
