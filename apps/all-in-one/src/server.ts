import { type OpenStore, openStore } from '@kfunc-census/clickhouse';
import { createEmbeddedQueue, createTenantFile } from '@kfunc-census/embedded';
import {
  createIngester,
  createIntake,
  type Intake,
  type ReportPublisher,
  type ReportQueue,
} from '@kfunc-census/ingest';
import { IntakeModule } from '@kfunc-census/intake-http';
import { createKafkaPublisher, createKafkaQueue } from '@kfunc-census/kafka';
import {
  AccessModule,
  createHttpApp,
  HealthModule,
  listen,
  type ShutdownStep,
} from '@kfunc-census/nest-kit';
import { createQueries } from '@kfunc-census/query';
import { QueryModule } from '@kfunc-census/query-http';
import { limits } from '@kfunc-census/report';
import { type DynamicModule, Module } from '@nestjs/common';
import { type Settings, storeTarget } from './settings.ts';

/** Everything that runs in this process. */
export interface Server {
  readonly gatewayUrl: string;
  readonly queryUrl: string;
  /** The intake for another clock, for a fleet whose days lie in the past. */
  intakeAt(now: () => number): Intake;
  /** Resolves once the store has everything that was accepted before the call. */
  drained(): Promise<void>;
  /** Rejects when the ingester ends with an error; resolves when it was stopped. */
  readonly ingesting: Promise<void>;
  /** In the order in which they have to run: stop taking, drain, then close. */
  readonly shutdown: readonly ShutdownStep[];
}

interface OpenQueue {
  readonly publisher: ReportPublisher;
  readonly queue: ReportQueue;
  close(): Promise<void>;
}

async function closeBoth(publisher: ReportPublisher, queue: ReportQueue): Promise<void> {
  await publisher.close();
  await queue.close();
}

async function openQueue(settings: Settings): Promise<OpenQueue> {
  const { KAFKA_BROKERS: brokers, KAFKA_TOPIC: topic, KAFKA_GROUP: group } = settings;
  if (brokers === undefined)
    return createEmbeddedQueue({ path: `${settings.CENSUS_STATE_DIR}/queue.sqlite` });
  const clientId = 'kfunc-census-all-in-one';
  const publisher = await createKafkaPublisher({ brokers, topic, clientId });
  const queue = await createKafkaQueue({ brokers, topic, group, clientId });
  return { publisher, queue, close: () => closeBoth(publisher, queue) };
}

@Module({})
class AppModule {
  static of(...imports: DynamicModule[]): DynamicModule {
    return { module: AppModule, imports };
  }
}

const clock = { now: Date.now };

async function startGateway(settings: Settings, publisher: ReportPublisher) {
  const app = await createHttpApp(
    AppModule.of(
      AccessModule.register(createTenantFile(settings.CENSUS_TENANTS_FILE)),
      HealthModule.register([{ name: 'queue', check: () => publisher.ready() }]),
      IntakeModule.register({ intake: createIntake({ publisher, clock }) }),
    ),
    { logLevel: settings.CENSUS_LOG_LEVEL, rawBody: limits },
  );
  const url = await listen(app, {
    host: settings.CENSUS_GATEWAY_HOST,
    port: settings.CENSUS_GATEWAY_PORT,
    allowPlaintext: settings.CENSUS_ALLOW_PLAINTEXT_LISTEN,
    portVariable: 'CENSUS_GATEWAY_PORT',
  });
  return { app, url };
}

async function startQueryApi(settings: Settings, { reader }: OpenStore) {
  const app = await createHttpApp(
    AppModule.of(
      AccessModule.register(createTenantFile(settings.CENSUS_TENANTS_FILE)),
      HealthModule.register([{ name: 'store', check: () => reader.ready() }]),
      QueryModule.register({ queries: createQueries({ reader, clock }) }),
    ),
    { logLevel: settings.CENSUS_LOG_LEVEL },
  );
  const url = await listen(app, {
    host: settings.CENSUS_QUERY_HOST,
    port: settings.CENSUS_QUERY_PORT,
    allowPlaintext: settings.CENSUS_ALLOW_PLAINTEXT_LISTEN,
    portVariable: 'CENSUS_QUERY_PORT',
  });
  return { app, url };
}

/** Milliseconds between two looks at the queue while waiting for it to drain. */
const drainPollMs = 25;

/** Resolves once nothing waits in the queue. The lag is asked, not assumed. */
async function untilEmpty(queue: ReportQueue): Promise<void> {
  while ((await queue.lag()) > 0)
    await new Promise<void>((resolve) => setTimeout(resolve, drainPollMs));
}

/** Opens queue and store, starts the ingester and both HTTP servers. */
export async function startServer(settings: Settings): Promise<Server> {
  const opened = await openQueue(settings);
  const { publisher, queue } = opened;
  const store = await openStore(storeTarget(settings));
  await store.migrate();
  const stop = new AbortController();
  const ingester = createIngester({
    queue,
    store: store.store,
    policy: { maxBytes: settings.CENSUS_BATCH_BYTES, maxWaitMs: settings.CENSUS_BATCH_WAIT },
    setCacheSize: settings.CENSUS_SET_CACHE,
  });
  const ingesting = ingester.run(stop.signal);
  const gateway = await startGateway(settings, publisher);
  const queryApi = await startQueryApi(settings, store);
  return {
    gatewayUrl: gateway.url,
    queryUrl: queryApi.url,
    intakeAt: (now) => createIntake({ publisher, clock: { now } }),
    drained: () => Promise.race([untilEmpty(queue), ingesting]),
    ingesting,
    shutdown: [
      { name: 'gateway', run: () => gateway.app.close() },
      {
        name: 'ingester',
        run: async () => {
          stop.abort();
          await ingesting;
        },
      },
      { name: 'queue', run: () => opened.close() },
      { name: 'query API', run: () => queryApi.app.close() },
      { name: 'store', run: () => store.close() },
    ],
  };
}
