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
  /** Name of the variable of the port, for the error when it is taken, e.g. CENSUS_GATEWAY_PORT. */
  readonly portVariable: string;
}

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  const version = isIP(host);
  if (version === 0) return host.toLowerCase() === 'localhost';
  return loopback.check(host, version === 6 ? 'ipv6' : 'ipv4');
}

function refusal(error: unknown, options: ListenOptions): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  const where = `${options.host}:${options.port}`;
  return new CensusError(
    'config/invalid',
    `Cannot listen on ${where} (${error.message}): set ${options.portVariable} to a free port.`,
    { field: options.portVariable, cause: error },
  );
}

/**
 * Starts to listen and returns the URL. Without TLS, which is a proxy's work, an address other than
 * loopback is refused unless `allowPlaintext`. Throws `config/invalid`.
 */
export async function listen(app: NestFastifyApplication, options: ListenOptions): Promise<string> {
  if (!options.allowPlaintext && !isLoopback(options.host))
    throw new CensusError(
      'config/invalid',
      `Refusing to listen on ${options.host} without TLS: listen on 127.0.0.1 behind a proxy that terminates TLS, or set CENSUS_ALLOW_PLAINTEXT_LISTEN=1.`,
      { field: 'CENSUS_ALLOW_PLAINTEXT_LISTEN' },
    );
  try {
    await app.listen(options.port, options.host);
  } catch (error) {
    throw refusal(error, options);
  }
  return app.getUrl();
}
