import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import type { JavaProcess } from './java-process.ts';
import type { BrokerPlace } from './kafka-config.ts';
import { fetchKafka } from './kafka-jars.ts';
import { isPortTaken, launchNode, prepareNode } from './kafka-node.ts';
import type { KafkaProxy } from './kafka-proxy.ts';

/** How a broker is started. */
export interface BrokerOptions {
  /** Kept after the stop. Default: a temporary directory, removed by `stop`. */
  readonly dataDir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Stands between the broker and its clients; outlives the broker. Default: none. */
  readonly proxy?: KafkaProxy;
}

/** A real Kafka broker on 127.0.0.1, a child of this process. */
export interface Broker {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly pid: number;
  /** Resolves when the broker ends, for whatever reason. */
  readonly exited: Promise<unknown>;
  /** Lets it end in order. Idempotent. */
  stop(): Promise<void>;
  /** Kills it (SIGKILL); its data stays. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port and data. */
  restart(): Promise<void>;
}

const attempts = 3;

async function firstStart(
  jars: string,
  dataDir: string,
  { port, proxy }: BrokerOptions,
): Promise<{ java: JavaProcess; place: BrokerPlace }> {
  for (let attempt = 1; ; attempt += 1) {
    const [free = 0, controllerPort = 0] = await freePorts(2);
    const advertised = proxy === undefined ? {} : { advertisedPort: proxy.port };
    const place = { dataDir, port: port ?? free, controllerPort, ...advertised };
    if (proxy !== undefined) proxy.target = place.port;
    await prepareNode(jars, place);
    try {
      return { java: await launchNode(jars, place), place };
    } catch (error) {
      if (!isPortTaken(error) || port !== undefined || attempt === attempts) throw error;
    }
  }
}

/**
 * Starts a single-node KRaft broker: fetches Kafka if needed, formats the directory if it is new,
 * and resolves when a client can list topics (2 to 4 s). The broker ends with this process.
 */
export async function startBroker(options: BrokerOptions = {}): Promise<Broker> {
  const jars = await fetchKafka();
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'census-kafka-'));
  const tidy = (): void => {
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  const started = await firstStart(jars, dataDir, options).catch((error: unknown) => {
    tidy();
    throw error;
  });
  const { place } = started;
  let { java } = started;
  return {
    brokers: [`127.0.0.1:${place.advertisedPort ?? place.port}`],
    get pid() {
      return java.pid;
    },
    get exited() {
      return java.exited;
    },
    async stop() {
      await java.end('SIGTERM');
      tidy();
    },
    kill: () => java.end('SIGKILL'),
    async restart() {
      java = await launchNode(jars, place);
    },
  };
}
