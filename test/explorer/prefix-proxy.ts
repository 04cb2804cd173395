import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that has another one below a prefix, as a reverse proxy has. */
export interface PrefixProxy {
  /** Address of the other one's root, with a slash at its end. */
  readonly url: string;
  close(): void;
}

/** Passes what comes below the prefix on, without it, and answers 404 to all else. */
export async function startPrefixProxy(target: string, prefix: string): Promise<PrefixProxy> {
  const server = createServer((incoming, outgoing) => {
    if (incoming.url?.startsWith(prefix) !== true) {
      outgoing.writeHead(404).end();
      return;
    }
    const { method, headers } = incoming;
    const path = `/${incoming.url.slice(prefix.length)}`;
    const passed = request(new URL(path, target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}${prefix}`, close: () => server.close() };
}
