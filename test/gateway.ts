import 'reflect-metadata';
import { tokenDigest } from '@kfunc-census/access';
import { createIntake, type QueueMessage } from '@kfunc-census/ingest';
import { IntakeModule } from '@kfunc-census/intake-http';
import { AccessModule, createHttpApp, listen } from '@kfunc-census/nest-kit';
import { limits } from '@kfunc-census/report';

/** A gateway of this process. */
export interface TestGateway {
  readonly url: string;
  /** What it would have put on the queue. */
  readonly published: QueueMessage[];
  close(): Promise<void>;
}

class AppModule {}

/** The real intake over HTTP on loopback, for one token; the queue is a list. */
export async function startGateway(token: string, port = 0): Promise<TestGateway> {
  const published: QueueMessage[] = [];
  const publish = async (message: QueueMessage) => void published.push(message);
  const publisher = { publish, ready: async () => true, close: async () => undefined };
  const intake = createIntake({ publisher, clock: { now: Date.now } });
  const directory = {
    find: async (digest: Uint8Array) =>
      Buffer.from(digest).equals(tokenDigest(token))
        ? { organisation: 'acme', rights: ['send' as const] }
        : undefined,
  };
  const { compressedBytes, decompressedBytes } = limits;
  const inFlightBytes = compressedBytes + decompressedBytes;
  const app = await createHttpApp(
    {
      module: AppModule,
      imports: [AccessModule.register(directory), IntakeModule.register({ intake })],
    },
    { logLevel: 'silent', rawBody: { compressedBytes, decompressedBytes, inFlightBytes } },
  );
  const url = await listen(app, {
    host: '127.0.0.1',
    port,
    allowPlaintext: false,
    hostVariable: 'CENSUS_GATEWAY_HOST',
    portVariable: 'CENSUS_GATEWAY_PORT',
  });
  return { url, published, close: () => app.close() };
}
