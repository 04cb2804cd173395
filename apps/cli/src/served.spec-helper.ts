import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Principal, tokenDigest } from '@kfunc-census/access';
import { AccessModule, createHttpApp, listen } from '@kfunc-census/nest-kit';
import type { Queries } from '@kfunc-census/query';
import { QueryModule } from '@kfunc-census/query-http';
import { runCli } from './cli.ts';

const token = 'a-token-for-reading';

/** The CLI in front of a query API of its own, with a directory for files. */
export interface Served {
  readonly state: string;
  run(...args: readonly string[]): Promise<Captured>;
  close(): Promise<void>;
}

/** What a run of the CLI ended with and wrote. */
export interface Captured {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the CLI and keeps what it writes. */
export async function runCaptured(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Captured> {
  const bytes: Uint8Array[] = [];
  let err = '';
  const io = {
    out: (text: string | Uint8Array) => void bytes.push(Buffer.from(text)),
    err: (text: string) => {
      err += text;
    },
  };
  const code = await runCli(args, io, env);
  return { code, out: Buffer.concat(bytes).toString(), err };
}

/** Serves questions on loopback to one principal, whose token the CLI has. */
export async function serve(queries: Queries, principal: Principal): Promise<Served> {
  const state = mkdtempSync(join(tmpdir(), 'census-cli-'));
  const tokenFile = join(state, 'read.token');
  writeFileSync(tokenFile, `${token}\n`);
  const directory = {
    find: async (digest: Uint8Array) =>
      Buffer.compare(tokenDigest(token), digest) === 0 ? principal : undefined,
  };
  const imports = [AccessModule.register(directory), QueryModule.register({ queries })];
  const app = await createHttpApp({ module: class {}, imports }, { logLevel: 'silent' });
  const url = await listen(app, {
    host: '127.0.0.1',
    port: 0,
    allowPlaintext: false,
    hostVariable: 'CENSUS_QUERY_HOST',
    portVariable: 'CENSUS_QUERY_PORT',
  });
  const env = { CENSUS_QUERY_URL: url, CENSUS_READ_TOKEN_FILE: tokenFile };
  return {
    state,
    run: (...args) => runCaptured(args, env),
    async close() {
      await app.close();
      rmSync(state, { recursive: true });
    },
  };
}
