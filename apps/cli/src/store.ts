import 'reflect-metadata';
import { existsSync, realpathSync } from 'node:fs';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import type { Principal } from '@kfunc-census/access';
import { openStore } from '@kfunc-census/clickhouse';
import { AccessModule, createHttpApp } from '@kfunc-census/nest-kit';
import { createQueries } from '@kfunc-census/query';
import { QueryModule } from '@kfunc-census/query-http';
import {
  type ApiClient,
  type ApiParameters,
  type ApiRoutes,
  createApiClient,
} from './api-client.ts';

/** Which store, and for whom. */
export interface StorePlace {
  /** Data directory of an embedded store that no process has open. */
  readonly path: string;
  readonly database: string;
  /** As whom to ask; undefined: for every organisation together. */
  readonly organisation: string | undefined;
}

class StoreModule {}

/** Nothing listens, so whoever gets here is the one who opened the store. */
const authorization = 'Bearer inside-this-process';

/** Whoever can read the files of a store can read all of it. */
const principalOf = (organisation: string): Principal => ({
  organisation,
  rights: ['read-organisation', 'read-installation', 'read-public', 'administer'],
});

/** The routes of the query API over a store, in this process and without a socket. */
async function routesOver(path: string, place: StorePlace): Promise<ApiRoutes> {
  const { database, organisation = '' } = place;
  const store = await openStore({ kind: 'embedded', path, database, readOnly: true });
  try {
    await store.migrate();
    const queries = createQueries({ reader: store.reader, clock: { now: Date.now } });
    const find = async () => principalOf(organisation);
    const imports = [AccessModule.register({ find }), QueryModule.register({ queries })];
    const app = await createHttpApp({ module: StoreModule, imports }, { logLevel: 'silent' });
    return {
      where: path,
      request: async (url, { method = 'GET', headers, body }) => {
        const answer = await app.inject({
          method: method === 'POST' ? 'POST' : 'GET',
          url,
          headers: { ...Object.fromEntries(new Headers(headers)), authorization },
          ...(typeof body === 'string' ? { payload: body } : {}),
          payloadAsStream: true,
        });
        const stream = Readable.toWeb(answer.stream()) as ReadableStream<Uint8Array>;
        return new Response(stream, { status: answer.statusCode });
      },
      close: async () => {
        await app.close();
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Without an organisation of its own, who asks means all: wherever a question names that parameter. */
const ofEverybody = (parameters: ApiParameters): ApiParameters =>
  'organisations' in parameters
    ? { ...parameters, organisations: parameters.organisations ?? 'all' }
    : parameters;

/**
 * A client of the query API over an embedded store, opened to be read: the same code answers as over
 * HTTP. Throws `store/unavailable` for a directory that holds no store or is open in another process,
 * `store/migration` for a store of another version.
 */
export async function createStoreClient(place: StorePlace): Promise<ApiClient> {
  const path = existsSync(place.path) ? realpathSync(place.path) : resolve(place.path);
  const client = createApiClient(await routesOver(path, place));
  if (place.organisation !== undefined) return client;
  return {
    get: (path, parameters) => client.get(path, ofEverybody(parameters)),
    post: (path, parameters, body) => client.post(path, ofEverybody(parameters), body),
    bytes: (path, parameters) => client.bytes(path, ofEverybody(parameters)),
    close: client.close,
  };
}
