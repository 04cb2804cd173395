import type { TenantDirectory } from '@kfunc-census/access';
import { type Config, readConfig } from '@kfunc-census/config';
import { createTenantFile } from '@kfunc-census/embedded';
import { CensusError } from '@kfunc-census/errors';
import { createIntake, type ReportPublisher } from '@kfunc-census/ingest';
import { IntakeModule } from '@kfunc-census/intake-http';
import { createKafkaPublisher, type KafkaPublisherOptions } from '@kfunc-census/kafka';
import {
  AccessModule,
  assertMayListen,
  HealthModule,
  observedIntake,
  observedPublisher,
  openInOrder,
  placeFrom,
  type Service,
  startHttp,
  useLogger,
} from '@kfunc-census/nest-kit';
import { limits } from '@kfunc-census/report';
import { type DynamicModule, Logger } from '@nestjs/common';

const names = [
  'CENSUS_GATEWAY_HOST',
  'CENSUS_GATEWAY_PORT',
  'CENSUS_ALLOW_PLAINTEXT_LISTEN',
  'CENSUS_TENANTS_FILE',
  'CENSUS_LOG_LEVEL',
  'KAFKA_BROKERS',
  'KAFKA_TOPIC',
] as const;

/** What the gateway reads of the configuration. */
export type GatewayConfig = Config<(typeof names)[number]>;

/** The configuration from the environment. Throws `config/invalid`. */
export function readGatewayConfig(env?: Readonly<Record<string, string | undefined>>) {
  return env === undefined ? readConfig(names) : readConfig(names, env);
}

function kafkaOf({
  KAFKA_BROKERS: brokers,
  KAFKA_TOPIC: topic,
}: GatewayConfig): KafkaPublisherOptions {
  if (brokers === undefined)
    throw new CensusError(
      'config/invalid',
      'KAFKA_BROKERS is not set: the gateway needs Kafka. Without it, use all-in-one.',
      { field: 'KAFKA_BROKERS' },
    );
  const logger = new Logger('kafka');
  return {
    brokers,
    topic,
    clientId: 'kfunc-census-gateway',
    log: ({ level, message, source }) => logger[level](`${source}: ${message}`),
  };
}

class GatewayModule {}

function gatewayModule(tenants: TenantDirectory, publisher: ReportPublisher): DynamicModule {
  return {
    module: GatewayModule,
    imports: [
      AccessModule.register(tenants),
      HealthModule.register([{ name: 'queue', check: () => publisher.ready() }]),
      IntakeModule.register({
        intake: observedIntake(createIntake({ publisher, clock: { now: Date.now } })),
      }),
    ],
  };
}

/**
 * Connects to Kafka, then listens; the settings are judged before either. It stops with what is in
 * flight, then the queue. Throws `config/invalid` or `queue/unavailable`, after it closed what it had
 * opened.
 */
export async function startGateway(config: GatewayConfig): Promise<Service> {
  useLogger(config.CENSUS_LOG_LEVEL);
  const kafka = kafkaOf(config);
  const place = placeFrom(config, 'CENSUS_GATEWAY_HOST', 'CENSUS_GATEWAY_PORT');
  assertMayListen(place);
  const tenants = createTenantFile(config.CENSUS_TENANTS_FILE);
  return openInOrder(async (onClose) => {
    const publisher = observedPublisher(await createKafkaPublisher(kafka));
    onClose('queue', () => publisher.close());
    const options = { logLevel: config.CENSUS_LOG_LEVEL, rawBody: limits };
    const { url, close } = await startHttp(gatewayModule(tenants, publisher), options, place);
    onClose('http', close);
    return { url };
  });
}
