import { BlockList, isIP } from 'node:net';
import { CensusError } from '@kfunc-census/errors';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Where an app listens. */
export interface ListenOptions {
  /** Address or host name. */
  readonly host: string;
  /** Port; 0 takes a free one. */
  readonly port: number;
  /** Value of CENSUS_ALLOW_PLAINTEXT_LISTEN. */
  readonly allowPlaintext: boolean;
  /** Name of the variable of the host, for errors about it, e.g. CENSUS_GATEWAY_HOST. */
  readonly hostVariable: string;
  /** Name of the variable of the port, for errors about it, e.g. CENSUS_GATEWAY_PORT. */
  readonly portVariable: string;
}

/** The configuration of a place: the values of the two named variables, and the common one. */
type PlaceConfig<H extends string, P extends string> = Readonly<Record<H, string>> &
  Readonly<Record<P, number>> & { readonly CENSUS_ALLOW_PLAINTEXT_LISTEN: boolean };

/** Where an app listens, from the variables of its address and its port. */
export function placeFrom<H extends string, P extends string>(
  config: PlaceConfig<H, P>,
  hostVariable: H,
  portVariable: P,
): ListenOptions {
  return {
    host: config[hostVariable],
    port: config[portVariable],
    allowPlaintext: config.CENSUS_ALLOW_PLAINTEXT_LISTEN,
    hostVariable,
    portVariable,
  };
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

/** What is wrong with the place when the system refuses to listen there, by error code. */
const wrongPlace: Readonly<Record<string, 'host' | 'port'>> = {
  EADDRINUSE: 'port',
  EACCES: 'port',
  EADDRNOTAVAIL: 'host',
  EAFNOSUPPORT: 'host',
  EAI_AGAIN: 'host',
  EINVAL: 'host',
  ENOTFOUND: 'host',
};

function refusal(error: unknown, { host, port, ...names }: ListenOptions): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  const wrong = wrongPlace[String(error.code)];
  if (wrong === undefined) return error;
  const field = wrong === 'host' ? names.hostVariable : names.portVariable;
  const fix = wrong === 'host' ? 'an address of this machine' : 'a free port of 1024 or above';
  return new CensusError(
    'config/invalid',
    `Cannot listen on ${host}:${port} (${error.message}): set ${field} to ${fix}.`,
    { field, cause: error },
  );
}

/**
 * Refuses an address other than loopback without TLS, which is a proxy's work, unless
 * `allowPlaintext`. `listen` asks too; an app asks before it opens anything. Throws
 * `config/invalid`.
 */
export function assertMayListen(options: Pick<ListenOptions, 'host' | 'allowPlaintext'>): void {
  if (options.allowPlaintext || isLoopback(options.host)) return;
  throw new CensusError(
    'config/invalid',
    `Refusing to listen on ${options.host} without TLS: listen on 127.0.0.1 behind a proxy that terminates TLS, or set CENSUS_ALLOW_PLAINTEXT_LISTEN=1.`,
    { field: 'CENSUS_ALLOW_PLAINTEXT_LISTEN' },
  );
}

/**
 * Starts to listen and returns the URL. Throws `config/invalid`: what `assertMayListen` refuses, or,
 * with the variable at fault, a place where nothing can listen.
 */
export async function listen(app: NestFastifyApplication, options: ListenOptions): Promise<string> {
  assertMayListen(options);
  try {
    await app.listen(options.port, options.host);
  } catch (error) {
    throw refusal(error, options);
  }
  return app.getUrl();
}
