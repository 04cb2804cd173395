/** How a variable's text is read. */
export type VariableKind = 'text' | 'path' | 'port' | 'integer' | 'url' | 'list' | 'flag';

/** One environment variable. `docs/configuration.md` is generated from the table of these. */
export interface Variable {
  readonly kind: VariableKind;
  /** Text as it would stand in the environment; undefined: no value unless set. */
  readonly default?: string;
  /** Inclusive bounds of an integer. */
  readonly min?: number;
  readonly max?: number;
  readonly unit?: string;
  /** Programs that read it. */
  readonly readBy: readonly string[];
  readonly description: string;
}

const servers = ['gateway', 'ingester', 'query-api', 'all-in-one'];

/**
 * Every variable that any program reads; of the standard OTEL_… ones those that matter here, since the
 * OpenTelemetry SDK reads the others too. `$STATE` at the start of a default stands for the value of
 * CENSUS_STATE_DIR.
 */
export const variables = {
  CENSUS_STATE_DIR: {
    kind: 'path',
    readBy: ['agent', 'cli', ...servers],
    description:
      'Directory for state: spool, tokens, embedded queue and store. Default: `$XDG_STATE_HOME/kfunc-census`, else `~/.local/state/kfunc-census`.',
  },
  CENSUS_CONFIG_FILE: {
    kind: 'path',
    readBy: ['agent'],
    description:
      'File with lines `NAME=VALUE` for CENSUS_GATEWAY_URL, CENSUS_SEND_TOKEN_FILE, CENSUS_HOST_KEY_FILE, CENSUS_OWNER_SEARCH_MS and CENSUS_RUN_SAMPLE_SECONDS; the environment wins over it. Packages set it to `/etc/kfunc-census/agent.conf`. A line that cannot be used is named, and does nothing.',
  },
  CENSUS_GATEWAY_URL: {
    kind: 'url',
    default: 'http://127.0.0.1:7080',
    readBy: ['agent', 'cli'],
    description:
      'Gateway that `agent send` and `kfunc-census statement` send to. Plain http is refused except to loopback.',
  },
  CENSUS_SEND_TOKEN_FILE: {
    kind: 'path',
    default: '$STATE/send.token',
    readBy: ['agent', 'cli'],
    description:
      'File with the bearer token for sending; its organisation owns the reports and statements.',
  },
  CENSUS_HOST_KEY_FILE: {
    kind: 'path',
    default: '$STATE/host.key',
    readBy: ['agent'],
    description:
      'File with the key of the organisation under which machine id and boot id are hashed.',
  },
  CENSUS_SPOOL_DIR: {
    kind: 'path',
    default: '$STATE/spool',
    readBy: ['agent'],
    description: 'Directory of reports that wait to be sent.',
  },
  CENSUS_RUNTIME_DIR: {
    kind: 'path',
    default: '/run/kfunc-census',
    readBy: ['agent'],
    description:
      'Directory in memory. What is counted since boot is kept there while the disk of the spool is full or read-only.',
  },
  CENSUS_TEXTFILE_DIR: {
    kind: 'path',
    readBy: ['agent'],
    description:
      'Directory that the textfile collector of node_exporter reads. There the agent states how its last scan and its last send went ([metrics.md](metrics.md)); unset, nowhere but in the report.',
  },
  CENSUS_SCAN_INTERVAL: {
    kind: 'integer',
    unit: 's',
    min: 1,
    max: 604_800,
    readBy: ['agent'],
    description:
      'Seconds between scans as the timer is set; written into the report. Where it is set, `agent send` waits for the moment of its host.',
  },
  CENSUS_OWNER_SEARCH_MS: {
    kind: 'integer',
    unit: 'ms',
    default: '2000',
    min: 0,
    max: 600_000,
    readBy: ['agent'],
    description:
      'Time that a scan may take to find who and what holds programs (fds of all processes, pins, maps, cgroups, network devices); 0 searches for links only. What is left then is loss `owner_search_cut`.',
  },
  CENSUS_RUN_SAMPLE_SECONDS: {
    kind: 'integer',
    unit: 's',
    default: '0',
    min: 0,
    max: 3600,
    readBy: ['agent'],
    description:
      'Seconds over which a scan turns BPF statistics on (BPF_ENABLE_STATS, a small cost for every run of a BPF program) and counts runs; 0 does not.',
  },
  CENSUS_QUERY_URL: {
    kind: 'url',
    default: 'http://127.0.0.1:7081',
    readBy: ['cli'],
    description: 'Query API that the CLI asks.',
  },
  CENSUS_READ_TOKEN_FILE: {
    kind: 'path',
    default: '$STATE/read.token',
    readBy: ['cli'],
    description: 'File with the bearer token for reading.',
  },
  CENSUS_ADMIN_TOKEN_FILE: {
    kind: 'path',
    default: '$STATE/admin.token',
    readBy: ['cli'],
    description:
      'File with the bearer token of who publishes statements: with the rights administer, read-organisation and read-installation.',
  },
  CENSUS_TENANTS_FILE: {
    kind: 'path',
    default: '$STATE/tenants.json',
    readBy: ['gateway', 'query-api', 'all-in-one'],
    description:
      'File of the organisations and the SHA-256 digests of their tokens, `{"version":1,"tenants":[{"organisation":"acme","tokens":[{"sha256":"…","rights":["send"]}]}]}` ([tenants.md](tenants.md)). Must exist, except for all-in-one, which writes it.',
  },
  CENSUS_GATEWAY_HOST: {
    kind: 'text',
    default: '127.0.0.1',
    readBy: ['gateway', 'all-in-one'],
    description: 'Address the gateway listens on.',
  },
  CENSUS_GATEWAY_PORT: {
    kind: 'port',
    default: '7080',
    readBy: ['gateway', 'all-in-one'],
    description: 'Port of the gateway; 0 takes a free one.',
  },
  CENSUS_QUERY_HOST: {
    kind: 'text',
    default: '127.0.0.1',
    readBy: ['query-api', 'all-in-one'],
    description: 'Address the query API listens on.',
  },
  CENSUS_QUERY_PORT: {
    kind: 'port',
    default: '7081',
    readBy: ['query-api', 'all-in-one'],
    description: 'Port of the query API; 0 takes a free one.',
  },
  CENSUS_QUERY_RATE: {
    kind: 'integer',
    unit: 'requests per minute',
    default: '600',
    min: 0,
    max: 1_000_000,
    readBy: ['query-api', 'all-in-one'],
    description:
      'How often one credential may ask the query API over a longer time; 0 sets no limit. What is more is answered 429 with Retry-After. Each process counts for itself.',
  },
  CENSUS_QUERY_BURST: {
    kind: 'integer',
    unit: 'requests',
    default: '300',
    min: 1,
    max: 1_000_000,
    readBy: ['query-api', 'all-in-one'],
    description: 'How many requests one credential may send at once, after a pause.',
  },
  CENSUS_INGESTER_HOST: {
    kind: 'text',
    default: '127.0.0.1',
    readBy: ['ingester'],
    description: 'Address of the ingester’s health endpoint.',
  },
  CENSUS_INGESTER_PORT: {
    kind: 'port',
    default: '7082',
    readBy: ['ingester'],
    description: 'Port of the ingester’s health endpoint; 0 takes a free one.',
  },
  CENSUS_ALLOW_PLAINTEXT_LISTEN: {
    kind: 'flag',
    default: '0',
    readBy: ['gateway', 'query-api', 'ingester', 'all-in-one'],
    description: 'Set to 1 to listen on an address other than loopback without TLS.',
  },
  KAFKA_BROKERS: {
    kind: 'list',
    readBy: ['gateway', 'ingester', 'all-in-one', 'cli'],
    description:
      'Kafka brokers, `host:port`, comma-separated. all-in-one uses its embedded queue when unset.',
  },
  KAFKA_TOPIC: {
    kind: 'text',
    default: 'reports.v1',
    readBy: ['gateway', 'ingester', 'all-in-one', 'cli'],
    description:
      'Topic of reports and catalogues; what the store refuses goes to the topic `<topic>.dlq`. Both must exist.',
  },
  KAFKA_GROUP: {
    kind: 'text',
    default: 'kfunc-census-ingester',
    readBy: ['ingester', 'all-in-one'],
    description: 'Consumer group of the ingester.',
  },
  CLICKHOUSE_URL: {
    kind: 'url',
    readBy: ['ingester', 'query-api', 'all-in-one'],
    description:
      'ClickHouse server, without credentials. all-in-one uses the in-process engine when unset.',
  },
  CLICKHOUSE_DATABASE: {
    kind: 'text',
    default: 'kfunc_census',
    readBy: ['ingester', 'query-api', 'all-in-one', 'cli'],
    description: 'Database of the store.',
  },
  CLICKHOUSE_USER: {
    kind: 'text',
    default: 'default',
    readBy: ['ingester', 'query-api', 'all-in-one'],
    description: 'User at the ClickHouse server.',
  },
  CLICKHOUSE_PASSWORD_FILE: {
    kind: 'path',
    readBy: ['ingester', 'query-api', 'all-in-one'],
    description: 'File with the password at the ClickHouse server.',
  },
  CENSUS_BATCH_BYTES: {
    kind: 'integer',
    unit: 'bytes',
    default: '8388608',
    min: 1024,
    max: 268_435_456,
    readBy: ['ingester', 'all-in-one'],
    description: 'The ingester inserts when this many bytes wait.',
  },
  CENSUS_BATCH_WAIT: {
    kind: 'integer',
    unit: 'ms',
    default: '1000',
    min: 1,
    max: 60_000,
    readBy: ['ingester', 'all-in-one'],
    description: 'The ingester inserts when the oldest message has waited this long.',
  },
  CENSUS_SET_CACHE: {
    kind: 'integer',
    unit: 'entries',
    default: '100000',
    min: 0,
    max: 10_000_000,
    readBy: ['ingester', 'all-in-one'],
    description: 'Ids of stored sets and catalogues that the ingester remembers.',
  },
  KFUNC_CENSUS_CACHE: {
    kind: 'path',
    readBy: ['npm run kafka', 'npm test'],
    description:
      'Directory, outside the clone, for downloads that tests and tools need (Kafka). Default: `~/.cache/kfunc-census`.',
  },
  CENSUS_LOG_LEVEL: {
    kind: 'text',
    default: 'info',
    readBy: servers,
    description:
      'pino log level: trace, debug, info, warn, error, fatal or silent. `npm start` takes warn unless it is set.',
  },
  OTEL_SDK_DISABLED: {
    kind: 'text',
    readBy: servers,
    description: '`true` turns OpenTelemetry off, whatever the other variables say.',
  },
  OTEL_SERVICE_NAME: {
    kind: 'text',
    readBy: servers,
    description:
      '`service.name` of what is sent. Default: kfunc-census-gateway, -ingester, -query-api or -all-in-one.',
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    kind: 'text',
    readBy: servers,
    description: 'Attributes of what is sent, `name=value`, comma-separated.',
  },
  OTEL_TRACES_EXPORTER: {
    kind: 'text',
    readBy: servers,
    description:
      'Where traces go: otlp, zipkin, console or none. Default: otlp where an OTLP endpoint is set, else none.',
  },
  OTEL_METRICS_EXPORTER: {
    kind: 'text',
    readBy: servers,
    description:
      'Where metrics go: otlp, prometheus, console or none; several, comma-separated. Default: otlp where an OTLP endpoint is set, else none. Every metric: [metrics.md](metrics.md).',
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    kind: 'text',
    readBy: servers,
    description:
      'OpenTelemetry collector, such as `http://127.0.0.1:4318`. While it is away, what is measured is dropped; the service does not wait for it.',
  },
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: {
    kind: 'text',
    readBy: servers,
    description: 'The same for traces alone, with its path (`/v1/traces`).',
  },
  OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: {
    kind: 'text',
    readBy: servers,
    description: 'The same for metrics alone, with its path (`/v1/metrics`).',
  },
  OTEL_EXPORTER_OTLP_PROTOCOL: {
    kind: 'text',
    readBy: servers,
    description: 'http/protobuf, http/json or grpc. Default: http/protobuf.',
  },
  OTEL_EXPORTER_PROMETHEUS_HOST: {
    kind: 'text',
    readBy: servers,
    description:
      'Address on which `/metrics` is served to whoever asks, for OTEL_METRICS_EXPORTER=prometheus. Default: localhost.',
  },
  OTEL_EXPORTER_PROMETHEUS_PORT: {
    kind: 'text',
    readBy: servers,
    description: 'Its port. Default: 9464.',
  },
  OTEL_TRACES_SAMPLER: {
    kind: 'text',
    readBy: servers,
    description:
      'Which traces are recorded. Default: parentbased_always_on, those whose sender asks for it: agents do for every send by hand, and for one in a hundred that a timer starts. always_on records all, `traceidratio` the same share in every service, whatever senders ask for.',
  },
  OTEL_TRACES_SAMPLER_ARG: {
    kind: 'text',
    readBy: servers,
    description: 'The share for `traceidratio`, 0 to 1.',
  },
  CI: {
    kind: 'text',
    readBy: ['tests'],
    description:
      'Set by build services. Unless `false` or `0`, tests whose real part (kernel, Kafka, ClickHouse) is absent fail instead of being skipped.',
  },
} as const satisfies Record<string, Variable>;

/** Name of a variable of the table. */
export type VariableName = keyof typeof variables;
