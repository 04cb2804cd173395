import { type Config, readConfig } from '@kfunc-census/config';
import { createTenantFile } from '@kfunc-census/embedded';
import { CensusError } from '@kfunc-census/errors';
import { createIntake, type ReportPublisher } from '@kfunc-census/ingest';
import { IntakeModule } from '@kfunc-census/intake-http';
import { createKafkaPublisher } from '@kfunc-census/kafka';
import {
  AccessModule,
  createHttpApp,
  HealthModule,
  listen,
  type ShutdownStep,
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

/** A gateway that listens. */
export interface Gateway {
  readonly url: string;
  /** Steps that end it, in order: no new requests, then what is in flight, then the queue. */
  readonly shutdown: readonly ShutdownStep[];
}

/** The configuration from the environment. Throws `config/invalid`. */
export function readGatewayConfig(env?: Readonly<Record<string, string | undefined>>) {
  return env === undefined ? readConfig(names) : readConfig(names, env);
}

function connect({ KAFKA_BROKERS: brokers, KAFKA_TOPIC: topic }: GatewayConfig) {
  if (brokers === undefined)
    throw new CensusError(
      'config/invalid',
      'KAFKA_BROKERS is not set: the gateway needs Kafka. Without it, use all-in-one.',
      { field: 'KAFKA_BROKERS' },
    );
  const logger = new Logger('kafka');
  return createKafkaPublisher({
    brokers,
    topic,
    clientId: 'kfunc-census-gateway',
    log: ({ level, message, source }) => logger[level](`${source}: ${message}`),
  });
}

class GatewayModule {}

function gatewayModule(
  config: GatewayConfig,
  publisher: ReportPublisher,
  accepting: () => boolean,
): DynamicModule {
  return {
    module: GatewayModule,
    imports: [
      AccessModule.register(createTenantFile(config.CENSUS_TENANTS_FILE)),
      HealthModule.register([
        { name: 'accepting', check: async () => accepting() },
        { name: 'queue', check: () => publisher.ready() },
      ]),
      IntakeModule.register({ intake: createIntake({ publisher, clock: { now: Date.now } }) }),
    ],
  };
}

async function serve(config: GatewayConfig, publisher: ReportPublisher): Promise<Gateway> {
  let accepting = true;
  const app = await createHttpApp(
    gatewayModule(config, publisher, () => accepting),
    { logLevel: config.CENSUS_LOG_LEVEL, rawBody: limits },
  );
  const url = await listen(app, {
    host: config.CENSUS_GATEWAY_HOST,
    port: config.CENSUS_GATEWAY_PORT,
    allowPlaintext: config.CENSUS_ALLOW_PLAINTEXT_LISTEN,
    portVariable: 'CENSUS_GATEWAY_PORT',
  });
  const notReady = async (): Promise<void> => {
    accepting = false;
  };
  return {
    url,
    shutdown: [
      { name: 'readiness', run: notReady },
      { name: 'http', run: () => app.close() },
      { name: 'queue', run: () => publisher.close() },
    ],
  };
}

/**
 * Connects to Kafka, then listens. Throws `config/invalid` or `queue/unavailable`, after it closed
 * what it had opened.
 */
export async function startGateway(config: GatewayConfig): Promise<Gateway> {
  const publisher = await connect(config);
  try {
    return await serve(config, publisher);
  } catch (error) {
    await publisher.close();
    throw error;
  }
}
