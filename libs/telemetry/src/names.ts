/** How a metric adds up. */
export type MetricKind = 'counter' | 'up-down-counter' | 'histogram' | 'gauge';

/** One metric. `docs/metrics.md` is generated from the table of these. */
export interface MetricSpec {
  readonly kind: MetricKind;
  /** UCUM, as OpenTelemetry asks for it: `s`, `By`, `1`, or `{what}` for a count. */
  readonly unit: string;
  /** Names of its labels. No organisation, host or program is ever one of them. */
  readonly labels: readonly string[];
  /** Services that have it; all-in-one has those of all three, but where the meaning says otherwise. */
  readonly services: readonly ('gateway' | 'ingester' | 'query-api')[];
  readonly meaning: string;
  /** Upper bounds of a histogram's buckets, in its unit. */
  readonly buckets?: readonly number[];
}

/** Seconds of something that a caller waits for. */
const waited = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 90];
/** Seconds of something that may wait for days. */
const aged = [0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 3600, 21_600, 93_600, 604_800];
const kibibyte = 1024;

const all = ['gateway', 'ingester', 'query-api'] as const;
const http = ['gateway', 'query-api'] as const;
const gateway = ['gateway'] as const;
const ingester = ['ingester'] as const;
const stores = ['ingester', 'query-api'] as const;

/**
 * Every metric there is: name, kind, unit, labels, meaning. An instrument can be made of these names and
 * with these labels only, and a test compares the table with what `/metrics` exposes, both ways.
 */
export const metricTable = {
  'http.server.request.duration': {
    kind: 'histogram',
    unit: 's',
    labels: ['http.request.method', 'http.route', 'http.response.status_code'],
    services: http,
    meaning:
      'Requests: rate, errors and duration, from the headers to the end of the answer. `/health/…` is left out. A request whose client went away before the answer has status 499.',
    buckets: waited,
  },
  'http.server.active_requests': {
    kind: 'up-down-counter',
    unit: '{request}',
    labels: ['http.request.method'],
    services: http,
    meaning: 'Requests that are being answered.',
  },
  'census.intake.documents': {
    kind: 'counter',
    unit: '{document}',
    labels: ['kind', 'outcome'],
    services: gateway,
    meaning:
      'Reports and catalogues that were read: `accepted`, or the code of the error that refused them ([errors.md](errors.md)).',
  },
  'census.intake.report.age': {
    kind: 'histogram',
    unit: 's',
    labels: [],
    services: gateway,
    meaning:
      'How long accepted reports had waited in the spool of their host, by the clock of its boot.',
    buckets: aged,
  },
  'census.intake.dropped_fields': {
    kind: 'counter',
    unit: '{field}',
    labels: ['kind'],
    services: gateway,
    meaning: 'Members of accepted documents that this version does not know, and dropped.',
  },
  'census.queue.publish.duration': {
    kind: 'histogram',
    unit: 's',
    labels: ['kind', 'outcome'],
    services: gateway,
    meaning:
      'Until the queue held a message durably (`acknowledged`), or the code of the error that says that it may not.',
    buckets: waited,
  },
  'census.queue.lag.messages': {
    kind: 'gauge',
    unit: '{message}',
    labels: ['partition'],
    services: ingester,
    meaning:
      'Messages of the partition that no ingester has acknowledged. Every ingester of the group tells it of all partitions: take the maximum. NaN while the queue cannot be asked.',
  },
  'census.queue.lag.seconds': {
    kind: 'gauge',
    unit: 's',
    labels: ['partition'],
    services: ingester,
    meaning:
      'How long the oldest of them has waited: exactly for those that are being stored, at most for those that are not taken yet. Told of partitions of which this ingester stored something; NaN when it is not known any more.',
  },
  'census.queue.commits': {
    kind: 'counter',
    unit: '{commit}',
    labels: ['outcome'],
    services: ingester,
    meaning:
      'Batches that are stored, and whose offsets were `committed`; `refused`, since the group was rebalanced meanwhile; or `failed`, at the last try. The messages of the last two come again, which changes no answer. Kafka only.',
  },
  'census.ingester.batch.messages': {
    kind: 'histogram',
    unit: '{message}',
    labels: [],
    services: ingester,
    meaning: 'Messages of a batch that the queue handed out.',
    buckets: [1, 2, 5, 10, 50, 100, 500, 1000, 5000, 20_000],
  },
  'census.ingester.batch.bytes': {
    kind: 'histogram',
    unit: 'By',
    labels: [],
    services: ingester,
    meaning: 'Bytes of the values of a batch.',
    buckets: [1, 16, 64, 256, 1024, 4096, 8192, 32_768].map((size) => size * kibibyte),
  },
  'census.ingester.batch.flushes': {
    kind: 'counter',
    unit: '{batch}',
    labels: ['reason'],
    services: ingester,
    meaning:
      'Why a batch was closed: `full` (CENSUS_BATCH_BYTES), or `all` that had come in CENSUS_BATCH_WAIT was in it. Kafka only.',
  },
  'census.ingester.batch.duration': {
    kind: 'histogram',
    unit: 's',
    labels: ['outcome'],
    services: ingester,
    meaning:
      'From taking a batch to its last acknowledgement by the store, waiting for a store that is away included: `stored`, or the code of the error that ended the ingester.',
    buckets: waited,
  },
  'census.ingester.insert.duration': {
    kind: 'histogram',
    unit: 's',
    labels: ['outcome'],
    services: ingester,
    meaning:
      'One try to insert the lines of a batch, or of a part of one: `stored`, or the code of the error.',
    buckets: waited,
  },
  'census.ingester.lines': {
    kind: 'counter',
    unit: '{line}',
    labels: ['kind'],
    services: ingester,
    meaning:
      'Lines that the store took: `hosts`, `sets`, `catalogues`; and `skipped`, contents that were not written because they are stored already.',
  },
  'census.ingester.retries': {
    kind: 'counter',
    unit: '{retry}',
    labels: ['what'],
    services: ingester,
    meaning:
      'Work that failed for a reason that passes, and is tried again: `ingest`, `day-mark`, `roll-up`.',
  },
  'census.ingester.dead_letters': {
    kind: 'counter',
    unit: '{message}',
    labels: ['code'],
    services: ingester,
    meaning:
      'Messages that were set aside, by the code of the error. The same message may be set aside again after a crash.',
  },
  'census.ingester.freshness': {
    kind: 'histogram',
    unit: 's',
    labels: [],
    services: ingester,
    meaning:
      'Of each report, from the moment the gateway put it on the queue to the acknowledgement of the store. What it waited on its host before is `census.intake.report.age`.',
    buckets: aged,
  },
  'census.ingester.loop.age': {
    kind: 'gauge',
    unit: 's',
    labels: [],
    services: ingester,
    meaning:
      'How long ago the ingester last moved: asked the queue, took or finished a batch, or ended a try to insert. `/health/live` fails above 300 s.',
  },
  'db.client.operation.duration': {
    kind: 'histogram',
    unit: 's',
    labels: ['db.operation.name', 'outcome'],
    services: stores,
    meaning:
      'Statements to ClickHouse by their first word: `ok`, or the code of the error ([errors.md](errors.md)).',
    buckets: waited,
  },
  'process.memory.usage': {
    kind: 'gauge',
    unit: 'By',
    labels: [],
    services: all,
    meaning: 'Resident memory of the process.',
  },
  'nodejs.eventloop.utilization': {
    kind: 'gauge',
    unit: '1',
    labels: [],
    services: all,
    meaning:
      'Share of the time, since the last reading, in which the event loop worked: at 1 everything waits for it.',
  },
} as const satisfies Record<string, MetricSpec>;

type Table = typeof metricTable;
/** Name of a metric of the table. */
export type MetricName = keyof Table;
/** Names of the metrics of one kind. */
export type MetricOf<K extends MetricKind> = {
  [N in MetricName]: Table[N]['kind'] extends K ? N : never;
}[MetricName];
/** The labels of a metric, all of which are given each time. */
export type LabelsOf<N extends MetricName> = Readonly<
  Record<Table[N]['labels'][number], string | number>
>;
