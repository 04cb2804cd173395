import { type OpenStore, openStore, serverTarget, serverVariables } from '@kfunc-census/clickhouse';
import { type Config, readConfig } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';
import { createIngester, type IngesterStats, type ReportQueue } from '@kfunc-census/ingest';
import { createKafkaQueue } from '@kfunc-census/kafka';
import {
  createHttpApp,
  type HealthCheck,
  HealthModule,
  listen,
  type ShutdownStep,
} from '@kfunc-census/nest-kit';
import { Logger } from '@nestjs/common';

const names = [
  'CENSUS_INGESTER_HOST',
  'CENSUS_INGESTER_PORT',
  'CENSUS_ALLOW_PLAINTEXT_LISTEN',
  'CENSUS_BATCH_BYTES',
  'CENSUS_BATCH_WAIT',
  'CENSUS_SET_CACHE',
  'CENSUS_LOG_LEVEL',
  'KAFKA_BROKERS',
  'KAFKA_TOPIC',
  'KAFKA_GROUP',
  ...serverVariables,
] as const;

/** What the ingester reads of the configuration. */
export type IngesterConfig = Config<(typeof names)[number]>;

/** An ingester that runs. */
export interface RunningIngester {
  /** Of the health endpoint. */
  readonly url: string;
  readonly stats: IngesterStats;
  /** Ends when the ingester does; rejects with what ended it. */
  readonly ingesting: Promise<void>;
  /** Steps that end it, in order: consuming, then the queue, the store, the health endpoint. */
  readonly shutdown: readonly ShutdownStep[];
}

/** The configuration from the environment. Throws `config/invalid`. */
export function readIngesterConfig(env?: Readonly<Record<string, string | undefined>>) {
  return env === undefined ? readConfig(names) : readConfig(names, env);
}

function needed<T>(value: T | undefined, variable: (typeof names)[number], what: string): T {
  if (value !== undefined) return value;
  throw new CensusError(
    'config/invalid',
    `${variable} is not set: the ingester needs ${what}. Without it, use all-in-one.`,
    { field: variable },
  );
}

function openQueue(config: IngesterConfig): Promise<ReportQueue> {
  const logger = new Logger('kafka');
  return createKafkaQueue({
    brokers: needed(config.KAFKA_BROKERS, 'KAFKA_BROKERS', 'Kafka'),
    topic: config.KAFKA_TOPIC,
    group: config.KAFKA_GROUP,
    clientId: 'kfunc-census-ingester',
    log: ({ level, message, source }) => logger[level](`${source}: ${message}`),
  });
}

/** Starts to consume; `running` is false once that ended. */
function startConsuming(config: IngesterConfig, queue: ReportQueue, { store }: OpenStore) {
  const logger = new Logger('ingester');
  const stop = new AbortController();
  let running = true;
  const ingester = createIngester({
    queue,
    store,
    policy: { maxBytes: config.CENSUS_BATCH_BYTES, maxWaitMs: config.CENSUS_BATCH_WAIT },
    setCacheSize: config.CENSUS_SET_CACHE,
    onBatch: ({ messages, bytes, skipped }) =>
      logger.debug(`stored ${messages} messages, ${bytes} bytes; ${skipped} contents known`),
    onRetry: (error, pauseMs) =>
      logger.warn(
        `insert failed, again in ${pauseMs} ms: ${error instanceof Error ? error.message : error}`,
      ),
  });
  const ingesting = ingester.run(stop.signal).finally(() => {
    running = false;
  });
  // It may fail before anybody waits for it; whoever does later still learns of it.
  ingesting.catch(() => undefined);
  return {
    ingester,
    ingesting,
    running: () => running,
    async stop() {
      stop.abort();
      // What ended it is reported by whoever waits for `ingesting`.
      await Promise.allSettled([ingesting]);
    },
  };
}

class IngesterModule {}

async function serveHealth(config: IngesterConfig, checks: readonly HealthCheck[]) {
  const app = await createHttpApp(
    { module: IngesterModule, imports: [HealthModule.register(checks)] },
    { logLevel: config.CENSUS_LOG_LEVEL },
  );
  const url = await listen(app, {
    host: config.CENSUS_INGESTER_HOST,
    port: config.CENSUS_INGESTER_PORT,
    allowPlaintext: config.CENSUS_ALLOW_PLAINTEXT_LISTEN,
    portVariable: 'CENSUS_INGESTER_PORT',
  });
  return { url, close: () => app.close() };
}

/** Runs the closers of what was opened, the newest first, when `start` fails. */
async function orClose<T>(closers: (() => Promise<void>)[], start: () => Promise<T>): Promise<T> {
  try {
    return await start();
  } catch (error) {
    for (const close of closers.toReversed()) await close();
    throw error;
  }
}

/**
 * Opens the store and brings its schema up to date, joins the consumer group, and serves health.
 * Throws `config/invalid`, `queue/unavailable`, `store/unavailable` or `store/migration`, after it
 * closed what it had opened.
 */
export async function startIngester(config: IngesterConfig): Promise<RunningIngester> {
  needed(config.KAFKA_BROKERS, 'KAFKA_BROKERS', 'Kafka');
  const closers: (() => Promise<void>)[] = [];
  return await orClose(closers, async () => {
    const opened = await openStore(serverTarget(config, 'the ingester'));
    closers.push(() => opened.close());
    await opened.migrate();
    const queue = await openQueue(config);
    closers.push(() => queue.close());
    const consuming = startConsuming(config, queue, opened);
    closers.push(() => consuming.stop());
    const health = await serveHealth(config, [
      { name: 'consuming', check: async () => consuming.running() },
      { name: 'queue', check: async () => (await queue.lag()) >= 0 },
      { name: 'store', check: () => opened.store.ready() },
    ]);
    return {
      url: health.url,
      get stats() {
        return consuming.ingester.stats;
      },
      ingesting: consuming.ingesting,
      shutdown: [
        { name: 'consuming', run: () => consuming.stop() },
        { name: 'queue', run: () => queue.close() },
        { name: 'store', run: () => opened.close() },
        { name: 'health', run: () => health.close() },
      ],
    };
  });
}
