import { once } from 'node:events';
import { createServer } from 'node:net';
import { CensusError } from '@kfunc-census/errors';

async function listenAnywhere() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/**
 * Ports of 127.0.0.1 that nobody listens on, all different. Between this and their use somebody may
 * take one: the user must be able to try again with others.
 */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = await Promise.all(Array.from({ length: count }, listenAnywhere));
  const ports = servers.map((server) => {
    const address = server.address();
    if (typeof address === 'object' && address !== null) return address.port;
    throw new CensusError('internal/unexpected', 'A listening server has no port.');
  });
  await Promise.all(
    servers.map(async (server) => {
      server.close();
      await once(server, 'close');
    }),
  );
  return ports;
}
