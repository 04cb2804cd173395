import { type Principal, tokenDigest } from '@kfunc-census/access';
import { AccessModule, createHttpApp, listen } from '@kfunc-census/nest-kit';
import type { Queries } from '@kfunc-census/query';
import { QueryModule } from './index.ts';

/** The query API on a port of loopback. */
export interface Served {
  readonly url: string;
  close(): Promise<void>;
}

/** Serves questions to whoever has one of the tokens. */
export async function serveQueries(
  queries: Queries,
  principals: readonly (Principal & { readonly token: string })[],
): Promise<Served> {
  const find = async (digest: Uint8Array) =>
    principals.find(({ token }) => Buffer.compare(tokenDigest(token), digest) === 0);
  const imports = [AccessModule.register({ find }), QueryModule.register({ queries })];
  const app = await createHttpApp({ module: class {}, imports }, { logLevel: 'silent' });
  const url = await listen(app, {
    host: '127.0.0.1',
    port: 0,
    allowPlaintext: false,
    hostVariable: 'CENSUS_QUERY_HOST',
    portVariable: 'CENSUS_QUERY_PORT',
  });
  return { url, close: () => app.close() };
}
