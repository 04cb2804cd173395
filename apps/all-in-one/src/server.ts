import { fileURLToPath } from 'node:url';
import type { TenantDirectory } from '@kfunc-census/access';
import { type OpenStore, openStore } from '@kfunc-census/clickhouse';
import {
  createEmbeddedDeadLetters,
  createEmbeddedQueue,
  createTenantFile,
} from '@kfunc-census/embedded';
import {
  createIngester,
  createIntake,
  type DayMarks,
  type DeadLetters,
  type Ingester,
  type Intake,
  keepRollUps,
  markDays,
  type ReportPublisher,
  type ReportQueue,
  setAsideText,
} from '@kfunc-census/ingest';
import { IntakeModule } from '@kfunc-census/intake-http';
import {
  createKafkaDayMarks,
  createKafkaDeadLetters,
  createKafkaPublisher,
  createKafkaQueue,
  type KafkaConnection,
} from '@kfunc-census/kafka';
import {
  AccessModule,
  assertMayListen,
  createRateLimit,
  HealthModule,
  type HttpServer,
  LagModule,
  type ListenOptions,
  type Observation,
  type OnClose,
  observedIntake,
  observedPublisher,
  observeIngesting,
  openInOrder,
  placeFrom,
  type RetriedWork,
  type ShutdownStep,
  startHttp,
  useLogger,
} from '@kfunc-census/nest-kit';
import { createQueries } from '@kfunc-census/query';
import { PagesModule, QueryModule } from '@kfunc-census/query-http';
import { limits } from '@kfunc-census/report';
import { Logger } from '@nestjs/common';
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
  /** In the order in which they have to run: stop taking, stop storing, then close. */
  readonly shutdown: readonly ShutdownStep[];
}

interface OpenQueue {
  readonly publisher: ReportPublisher;
  readonly queue: ReportQueue;
  readonly deadLetters: DeadLetters;
  readonly marks: DayMarks;
  /** Watches what is ingested from this queue. */
  readonly observation: Observation;
  close(): Promise<void>;
}

async function closeAll(...parts: readonly { close(): Promise<void> }[]): Promise<void> {
  for (const part of parts) await part.close();
}

function openEmbedded(directory: string): OpenQueue {
  const both = createEmbeddedQueue({ path: `${directory}/queue.sqlite` });
  const deadLetters = createEmbeddedDeadLetters({ path: `${directory}/dead-letters.sqlite` });
  const { publisher, queue, dayMarks: marks } = both;
  const observation = observeIngesting({ tells: false });
  observation.lag(async () => new Map([['embedded', await queue.lag()]]));
  const close = async (): Promise<void> => {
    await observation.stop();
    await closeAll(both, deadLetters);
  };
  return { publisher: observedPublisher(publisher), queue, deadLetters, marks, observation, close };
}

async function openQueue(settings: Settings): Promise<OpenQueue> {
  const { KAFKA_BROKERS: brokers, KAFKA_TOPIC: topic, KAFKA_GROUP: group } = settings;
  if (brokers === undefined) return openEmbedded(settings.CENSUS_STATE_DIR);
  const logger = new Logger('kafka');
  const connection: KafkaConnection = {
    brokers,
    clientId: 'kfunc-census-all-in-one',
    log: ({ level, message, source }) => logger[level](`${source}: ${message}`),
  };
  const publisher = observedPublisher(await createKafkaPublisher({ ...connection, topic }));
  const observation = observeIngesting({ tells: true });
  const { events } = observation;
  const queue = await createKafkaQueue({ ...connection, topic, group, events });
  observation.lag(() => queue.lags());
  const deadLetters = await createKafkaDeadLetters({ ...connection, topic });
  const marks = await createKafkaDayMarks({ ...connection, topic });
  const close = async (): Promise<void> => {
    await observation.stop();
    await closeAll(publisher, queue, deadLetters, marks);
  };
  return { publisher, queue, deadLetters, marks, observation, close };
}

class GatewayModule {}
class QueryApiModule {}

/** The built pages of the explorer, from `src` as from `dist`. */
const pages = fileURLToPath(new URL('../../explorer/dist/site', import.meta.url));

const clock = { now: Date.now };

const gatewayPlace = (settings: Settings): ListenOptions =>
  placeFrom(settings, 'CENSUS_GATEWAY_HOST', 'CENSUS_GATEWAY_PORT');
const queryPlace = (settings: Settings): ListenOptions =>
  placeFrom(settings, 'CENSUS_QUERY_HOST', 'CENSUS_QUERY_PORT');

function startGateway(
  settings: Settings,
  tenants: TenantDirectory,
  publisher: ReportPublisher,
): Promise<HttpServer> {
  const imports = [
    AccessModule.register(tenants),
    HealthModule.register([{ name: 'queue', check: () => publisher.ready() }]),
    IntakeModule.register({ intake: observedIntake(createIntake({ publisher, clock })) }),
  ];
  const options = { logLevel: settings.CENSUS_LOG_LEVEL, rawBody: limits };
  return startHttp({ module: GatewayModule, imports }, options, gatewayPlace(settings));
}

function startQueryApi(
  settings: Settings,
  tenants: TenantDirectory,
  { reader }: OpenStore,
  ingester: Ingester,
  moves: () => boolean,
): Promise<HttpServer> {
  const rate = { perMinute: settings.CENSUS_QUERY_RATE, burst: settings.CENSUS_QUERY_BURST };
  const imports = [
    AccessModule.register(tenants, createRateLimit(rate)),
    HealthModule.register([{ name: 'store', check: () => reader.ready() }], moves),
    LagModule.register(() => ingester.lag()),
    QueryModule.register({ queries: createQueries({ reader, clock }) }),
    PagesModule.register(pages),
  ];
  const options = { logLevel: settings.CENSUS_LOG_LEVEL };
  return startHttp({ module: QueryApiModule, imports }, options, queryPlace(settings));
}

/** Milliseconds between two looks at the queue while waiting for it to drain. */
const drainPollMs = 25;

/** Resolves once nothing waits in the queue. The lag is asked, not assumed. */
async function untilEmpty(queue: ReportQueue): Promise<void> {
  while ((await queue.lag()) > 0)
    await new Promise<void>((resolve) => setTimeout(resolve, drainPollMs));
}

/** Starts to consume and to mark days; the step that stops it lets a running batch finish. */
function startIngesting(
  settings: Settings,
  { queue, deadLetters, marks, observation }: OpenQueue,
  { store, rollUps }: OpenStore,
) {
  const logger = new Logger('ingester');
  const stop = new AbortController();
  const retrying = (what: RetriedWork) => (error: unknown, pauseMs: number) => {
    observation.retried(what);
    logger.warn(`${what} failed, again in ${pauseMs} ms: ${error}`);
  };
  const ingester = createIngester({
    queue: observation.queue(queue),
    store: observation.store(store),
    deadLetters: observation.deadLetters(deadLetters),
    clock,
    policy: { maxBytes: settings.CENSUS_BATCH_BYTES, maxWaitMs: settings.CENSUS_BATCH_WAIT },
    setCacheSize: settings.CENSUS_SET_CACHE,
    onBatch: observation.stored,
    onRetry: retrying('ingest'),
    onDeadLetters: (aside) => logger.error(setAsideText(aside)),
  });
  const marking = markDays({ marks, clock, onRetry: retrying('day-mark') }, stop.signal);
  const rollingUp = keepRollUps({ rollUps, clock, onFailure: retrying('roll-up') }, stop.signal);
  const ingesting = Promise.all([ingester.run(stop.signal), marking, rollingUp]).then(
    () => undefined,
  );
  // It may fail before anybody waits for it; `Server.ingesting` tells whoever does later.
  ingesting.catch(() => undefined);
  return {
    ingester,
    ingesting,
    async stop() {
      stop.abort();
      await Promise.allSettled([ingesting]);
    },
  };
}

async function open(settings: Settings, onClose: OnClose): Promise<Omit<Server, 'shutdown'>> {
  const tenants = createTenantFile(settings.CENSUS_TENANTS_FILE);
  const store = await openStore(storeTarget(settings));
  onClose('store', () => store.close());
  await store.migrate();
  const opened = await openQueue(settings);
  const { publisher, queue } = opened;
  onClose('queue', () => opened.close());
  const { ingester, ingesting, stop } = startIngesting(settings, opened, store);
  onClose('ingester', stop);
  const queryApi = await startQueryApi(settings, tenants, store, ingester, () =>
    opened.observation.loop.moves(),
  );
  onClose('query API', () => queryApi.close());
  const gateway = await startGateway(settings, tenants, publisher);
  onClose('gateway', () => gateway.close());
  return {
    gatewayUrl: gateway.url,
    queryUrl: queryApi.url,
    ingesting,
    intakeAt: (now) => createIntake({ publisher, clock: { now } }),
    drained: () => Promise.race([untilEmpty(queue), ingesting]),
  };
}

/**
 * Opens store and queue, starts the ingester and both HTTP servers; the settings are judged before
 * any of it. When a step fails, what was opened is closed before the error is thrown.
 */
export async function startServer(settings: Settings): Promise<Server> {
  useLogger(settings.CENSUS_LOG_LEVEL);
  assertMayListen(gatewayPlace(settings));
  assertMayListen(queryPlace(settings));
  return openInOrder((onClose) => open(settings, onClose));
}
