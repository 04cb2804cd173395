import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CensusError } from '@kfunc-census/errors';
import { listTopics } from '@kfunc-census/kafka';
import { freePorts } from './free-ports.ts';
import { brokerClass, type JavaProcess, startJava } from './java-process.ts';
import { type BrokerPlace, log4jProperties, serverProperties } from './kafka-config.ts';
import { fetchKafka } from './kafka-jars.ts';

/** How a broker is started. */
export interface BrokerOptions {
  /** Kept after the stop. Default: a temporary directory, removed by `stop`. */
  readonly dataDir?: string;
  /** Default: a free one. */
  readonly port?: number;
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

/** 16 bytes in base64url: any will do, of one cluster of one node. */
const clusterId = 'a2Z1bmMtY2Vuc3VzLWRldg';
const attempts = 3;
const askAgainMs = 50;

async function format(jars: string, place: BrokerPlace): Promise<void> {
  if (existsSync(join(place.dataDir, 'log/meta.properties'))) return;
  const files = filesOf(place);
  const tool = startJava(jars, files.log, [
    'kafka.tools.StorageTool',
    'format',
    '-t',
    clusterId,
    '-c',
    files.server,
  ]);
  if ((await tool.exited) !== 0)
    throw new CensusError('internal/unexpected', `Kafka's storage tool failed:\n${tool.output()}`);
}

function filesOf({ dataDir }: BrokerPlace) {
  return { server: join(dataDir, 'server.properties'), log: join(dataDir, 'log4j2.properties') };
}

function writeFiles(place: BrokerPlace): void {
  mkdirSync(place.dataDir, { recursive: true });
  writeFileSync(filesOf(place).server, serverProperties(place));
  writeFileSync(filesOf(place).log, log4jProperties);
}

/** Until a client can list topics: the log line alone comes a little too early. */
async function untilAnswering(java: JavaProcess, port: number): Promise<void> {
  let ended = false;
  void java.exited.then(() => {
    ended = true;
  });
  for (;;) {
    try {
      await listTopics({ brokers: [`127.0.0.1:${port}`], clientId: 'start' });
      return;
    } catch (cause) {
      if (ended)
        throw new CensusError('internal/unexpected', `Kafka ended:\n${java.output()}`, { cause });
      await new Promise((resolve) => setTimeout(resolve, askAgainMs));
    }
  }
}

async function launch(jars: string, place: BrokerPlace): Promise<JavaProcess> {
  const files = filesOf(place);
  const java = startJava(jars, files.log, [brokerClass, files.server]);
  await java.printed('Kafka Server started');
  await untilAnswering(java, place.port);
  return java;
}

async function firstStart(
  jars: string,
  dataDir: string,
  port: number | undefined,
): Promise<{ java: JavaProcess; place: BrokerPlace }> {
  for (let attempt = 1; ; attempt += 1) {
    const [free = 0, controllerPort = 0] = await freePorts(2);
    const place = { dataDir, port: port ?? free, controllerPort };
    writeFiles(place);
    await format(jars, place);
    try {
      return { java: await launch(jars, place), place };
    } catch (error) {
      // Somebody else took a port in between: others may be free.
      const taken = error instanceof Error && /BindException|already in use/.test(error.message);
      if (!taken || port !== undefined || attempt === attempts) throw error;
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
  const started = await firstStart(jars, dataDir, options.port).catch((error: unknown) => {
    tidy();
    throw error;
  });
  const { place } = started;
  let { java } = started;
  return {
    brokers: [`127.0.0.1:${place.port}`],
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
      java = await launch(jars, place);
    },
  };
}
