import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CensusError } from '@kfunc-census/errors';
import { listTopics } from '@kfunc-census/kafka';
import { brokerClass, type JavaProcess, startJava } from './java-process.ts';
import { type BrokerPlace, log4jProperties, serverProperties } from './kafka-config.ts';

/** 16 bytes in base64url: any will do, the same for all nodes of a cluster. */
const clusterId = 'a2Z1bmMtY2Vuc3VzLWRldg';
const askAgainMs = 50;

function filesOf({ dataDir }: BrokerPlace) {
  return { server: join(dataDir, 'server.properties'), log: join(dataDir, 'log4j2.properties') };
}

/** Writes the configuration of a node, and formats its directory if it is new. */
export async function prepareNode(jars: string, place: BrokerPlace): Promise<void> {
  const files = filesOf(place);
  mkdirSync(place.dataDir, { recursive: true });
  writeFileSync(files.server, serverProperties(place));
  writeFileSync(files.log, log4jProperties);
  if (existsSync(join(place.dataDir, 'log/meta.properties'))) return;
  const format = ['format', '-t', clusterId, '-c', files.server];
  const tool = startJava(jars, files.log, ['kafka.tools.StorageTool', ...format]);
  if ((await tool.exited) !== 0)
    throw new CensusError('internal/unexpected', `Kafka's storage tool failed:\n${tool.output()}`);
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

/** Starts a prepared node, and resolves when a client can list topics. */
export async function launchNode(jars: string, place: BrokerPlace): Promise<JavaProcess> {
  const files = filesOf(place);
  const java = startJava(jars, files.log, [brokerClass, files.server]);
  await java.printed('Kafka Server started');
  await untilAnswering(java, place.port);
  return java;
}

/** Whether a start failed because somebody else had taken a port: others may be free. */
export function isPortTaken(error: unknown): boolean {
  return error instanceof Error && /BindException|already in use/.test(error.message);
}
