import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { FrameSplitter, type KafkaRequest, readRequest } from './kafka-frames.ts';

/** What becomes of a frame: it passes, is swallowed, or its connection is cut in place of it. */
export type Fate = 'pass' | 'drop' | 'cut';

/** What a proxy does to requests and answers; may take its time, which holds the connection up. */
export interface ProxyRules {
  /** Before the broker sees the request. */
  readonly onRequest?: (request: KafkaRequest) => Fate | Promise<Fate>;
  /** After the broker answered, and before the client sees it. `answer` starts with the correlation id. */
  readonly onAnswer?: (request: KafkaRequest, answer: Buffer) => Fate | Promise<Fate>;
}

/** Stands between clients and one broker, and knows requests and answers. */
export interface KafkaProxy {
  /** Port on 127.0.0.1 that the broker must advertise. */
  readonly port: number;
  /** Where the broker listens; connections made before that is known are refused. */
  target: number | undefined;
  /** What holds from now on, also for connections that are open. */
  rules: ProxyRules;
  /** Is shown every request, whatever the rules. */
  watch: ((request: KafkaRequest) => void) | undefined;
  /** Rejects with the first error that a rule threw: its connection was cut, which nobody else notices. */
  close(): Promise<void>;
}

interface Side {
  readonly from: Socket;
  readonly to: Socket;
  readonly decide: (frame: Buffer) => Promise<Fate>;
  readonly onError: (error: unknown) => void;
}

/** Passes frames on one after another, as decided; ends both sides together. */
function pump({ from, to, decide, onError }: Side): void {
  const splitter = new FrameSplitter();
  let last: Promise<void> = Promise.resolve();
  const cut = (): void => {
    from.destroy();
    to.destroy();
  };
  const pass = async (frame: Buffer): Promise<void> => {
    const fate = await decide(frame);
    if (fate === 'cut') cut();
    if (fate !== 'pass' || to.destroyed) return;
    const length = Buffer.alloc(4);
    length.writeInt32BE(frame.length);
    to.write(length);
    to.write(frame);
  };
  const fail = (error: unknown): void => {
    onError(error);
    cut();
  };
  from.on('data', (chunk: Buffer) => {
    for (const frame of splitter.push(chunk)) last = last.then(() => pass(frame)).catch(fail);
  });
  from.on('close', () => void last.then(cut));
  from.on('error', cut);
}

type Proxied = Pick<KafkaProxy, 'rules' | 'watch'>;

function join(
  client: Socket,
  broker: Socket,
  proxy: Proxied,
  onError: (error: unknown) => void,
): void {
  // Kafka answers in order, but a dropped request has no answer: paired by correlation id.
  const open = new Map<number, KafkaRequest>();
  pump({
    from: client,
    to: broker,
    onError,
    decide: async (frame) => {
      const request = readRequest(frame);
      proxy.watch?.(request);
      const fate = (await proxy.rules.onRequest?.(request)) ?? 'pass';
      if (fate === 'pass') open.set(request.correlationId, request);
      return fate;
    },
  });
  pump({
    from: broker,
    to: client,
    onError,
    decide: async (frame) => {
      const id = frame.readInt32BE(0);
      const request = open.get(id);
      open.delete(id);
      return request === undefined
        ? 'pass'
        : ((await proxy.rules.onAnswer?.(request, frame)) ?? 'pass');
    },
  });
}

/** Starts a proxy on a free port; set `target` before clients come. */
export async function startKafkaProxy(rules: ProxyRules = {}): Promise<KafkaProxy> {
  const sockets = new Set<Socket>();
  let failure: { readonly error: unknown } | undefined;
  const server = createServer((client) => {
    if (proxy.target === undefined) {
      client.destroy();
      return;
    }
    const broker = connect(proxy.target, '127.0.0.1');
    for (const socket of [client, broker]) {
      sockets.add(socket);
      socket.setNoDelay(true).on('close', () => sockets.delete(socket));
    }
    join(client, broker, proxy, (error) => {
      failure ??= { error };
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const proxy: KafkaProxy = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    target: undefined,
    rules,
    watch: undefined,
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
      if (failure !== undefined) throw failure.error;
    },
  };
  return proxy;
}
