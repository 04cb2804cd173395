import { type OpenStore, openStore, serverTarget, serverVariables } from '@kfunc-census/clickhouse';
import { type Config, readConfig } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';
import {
  createIngester,
  type DayMarks,
  type DeadLetters,
  type IngesterStats,
  keepRollUps,
  markDays,
  type ReportQueue,
  setAsideText,
} from '@kfunc-census/ingest';
import {
  createKafkaDayMarks,
  createKafkaDeadLetters,
  createKafkaQueue,
  type KafkaQueueOptions,
} from '@kfunc-census/kafka';
import {
  assertMayListen,
  HealthModule,
  LagModule,
  type Observation,
  observeIngesting,
  openInOrder,
  placeFrom,
  type RetriedWork,
  type Service,
  startHttp,
  useLogger,
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

/** An ingester that runs; its `url` is that of the health endpoint. */
export interface RunningIngester extends Service {
  readonly stats: IngesterStats;
  /** Ends when the ingester does; rejects with what ended it. */
  readonly ended: Promise<void>;
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

function kafkaOf(config: IngesterConfig): KafkaQueueOptions {
  const logger = new Logger('kafka');
  return {
    brokers: needed(config.KAFKA_BROKERS, 'KAFKA_BROKERS', 'Kafka'),
    topic: config.KAFKA_TOPIC,
    group: config.KAFKA_GROUP,
    clientId: 'kfunc-census-ingester',
    log: ({ level, message, source }) => logger[level](`${source}: ${message}`),
  };
}

interface Consumed {
  readonly queue: ReportQueue;
  readonly deadLetters: DeadLetters;
  readonly marks: DayMarks;
  readonly observation: Observation;
}

/** Starts to consume and to mark days; `running` is false once either ended. */
function startConsuming(
  config: IngesterConfig,
  { queue, deadLetters, marks, observation }: Consumed,
  { store, rollUps }: OpenStore,
) {
  const logger = new Logger('ingester');
  const stop = new AbortController();
  let running = true;
  const clock = { now: Date.now };
  const retrying = (what: RetriedWork) => (error: unknown, pauseMs: number) => {
    observation.retried(what);
    const reason = error instanceof Error ? error.message : error;
    logger.warn(`${what} failed, again in ${pauseMs} ms: ${reason}`);
  };
  const ingester = createIngester({
    queue: observation.queue(queue),
    store: observation.store(store),
    deadLetters: observation.deadLetters(deadLetters),
    clock,
    policy: { maxBytes: config.CENSUS_BATCH_BYTES, maxWaitMs: config.CENSUS_BATCH_WAIT },
    setCacheSize: config.CENSUS_SET_CACHE,
    onBatch(outcome) {
      observation.stored(outcome);
      const { messages, bytes, skipped } = outcome;
      logger.debug(`stored ${messages} messages, ${bytes} bytes; ${skipped} contents known`);
    },
    onRetry: retrying('ingest'),
    onDeadLetters: (aside) => logger.error(setAsideText(aside)),
  });
  const marking = markDays({ marks, clock, onRetry: retrying('day-mark') }, stop.signal);
  const rollingUp = keepRollUps({ rollUps, clock, onFailure: retrying('roll-up') }, stop.signal);
  const ended = Promise.all([ingester.run(stop.signal), marking, rollingUp])
    .then(() => undefined)
    .finally(() => {
      running = false;
    });
  // It may fail before anybody waits for it; whoever does later still learns of it.
  ended.catch(() => undefined);
  return {
    ingester,
    ended,
    running: () => running,
    async stop() {
      stop.abort();
      // What ended it is reported by whoever waits for `ended`.
      await Promise.allSettled([ended]);
    },
  };
}

class IngesterModule {}

/**
 * Opens the store and brings its schema up to date, joins the consumer group, and serves health; the
 * settings are judged before that. It stops in the reverse order.
 * Throws `config/invalid`, `queue/unavailable`, `store/unavailable` or `store/migration`, after it
 * closed what it had opened.
 */
export async function startIngester(config: IngesterConfig): Promise<RunningIngester> {
  useLogger(config.CENSUS_LOG_LEVEL);
  const kafka = kafkaOf(config);
  const target = serverTarget(config, 'the ingester');
  const place = placeFrom(config, 'CENSUS_INGESTER_HOST', 'CENSUS_INGESTER_PORT');
  assertMayListen(place);
  return openInOrder(async (onClose) => {
    const opened = await openStore(target);
    onClose('store', () => opened.close());
    await opened.migrate();
    const observation = observeIngesting({ tells: true });
    onClose('observation', () => observation.stop());
    const queue = await createKafkaQueue({ ...kafka, events: observation.events });
    observation.lag(() => queue.lags());
    onClose('queue', () => queue.close());
    const deadLetters = await createKafkaDeadLetters(kafka);
    onClose('dead letters', () => deadLetters.close());
    const marks = await createKafkaDayMarks(kafka);
    onClose('day marks', () => marks.close());
    const consuming = startConsuming(config, { queue, deadLetters, marks, observation }, opened);
    onClose('consuming', () => consuming.stop());
    const health = HealthModule.register(
      [
        { name: 'consuming', check: async () => consuming.running() },
        { name: 'queue', check: async () => (await queue.lag()) >= 0 },
        { name: 'store', check: () => opened.store.ready() },
      ],
      () => observation.loop.moves(),
    );
    const lag = LagModule.register(() => consuming.ingester.lag());
    const module = { module: IngesterModule, imports: [health, lag] };
    const { url, close } = await startHttp(module, { logLevel: config.CENSUS_LOG_LEVEL }, place);
    onClose('health', close);
    return {
      url,
      ended: consuming.ended,
      get stats() {
        return consuming.ingester.stats;
      },
    };
  });
}
