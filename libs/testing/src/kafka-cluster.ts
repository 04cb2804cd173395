import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePorts } from './free-ports.ts';
import type { JavaProcess } from './java-process.ts';
import type { BrokerPlace } from './kafka-config.ts';
import { fetchKafka } from './kafka-jars.ts';
import { isPortTaken, launchNode, prepareNode } from './kafka-node.ts';

/** A node of a cluster. */
export interface ClusterBroker {
  readonly pid: number;
  /** `host:port`. */
  readonly address: string;
  /** SIGKILL; its data stays. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same ports and data. */
  restart(): Promise<void>;
}

/** Three real Kafka nodes on 127.0.0.1, each broker and controller: every topic on all of them. */
export interface Cluster {
  /** `host:port` each. */
  readonly brokers: readonly string[];
  readonly nodes: readonly ClusterBroker[];
  /** Ends them, and removes their data. */
  stop(): Promise<void>;
}

const nodeIds = [1, 2, 3] as const;
const portsOfNode = 3;
const attempts = 3;

async function choosePlaces(directory: string): Promise<readonly BrokerPlace[]> {
  const ports = await freePorts(nodeIds.length * portsOfNode);
  const port = (node: number, which: number): number => ports[node * portsOfNode + which] ?? 0;
  const controllerPorts = nodeIds.map((_, index) => port(index, 1));
  return nodeIds.map((id, index) => ({
    dataDir: join(directory, `${id}`),
    port: port(index, 0),
    controllerPort: port(index, 1),
    node: { id, internalPort: port(index, 2), controllerPorts },
  }));
}

/** Starts all at once: a controller alone has no quorum. When one fails, all end. */
async function launchAll(
  jars: string,
  places: readonly BrokerPlace[],
): Promise<readonly JavaProcess[]> {
  const starts = await Promise.allSettled(places.map((place) => launchNode(jars, place)));
  const failed = starts.find((start) => start.status === 'rejected');
  const started = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  if (failed === undefined) return started;
  await Promise.all(started.map((java) => java.end('SIGKILL')));
  throw failed.reason;
}

async function firstStart(jars: string, directory: string) {
  for (let attempt = 1; ; attempt += 1) {
    const places = await choosePlaces(join(directory, `${attempt}`));
    // One after another: the tools would only take the processor from each other.
    for (const place of places) await prepareNode(jars, place);
    try {
      return { places, processes: await launchAll(jars, places) };
    } catch (error) {
      if (!isPortTaken(error) || attempt === attempts) throw error;
    }
  }
}

function brokerOf(jars: string, place: BrokerPlace, started: JavaProcess) {
  let java = started;
  return {
    address: `127.0.0.1:${place.port}`,
    get pid() {
      return java.pid;
    },
    stop: () => java.end('SIGTERM'),
    kill: () => java.end('SIGKILL'),
    async restart() {
      java = await launchNode(jars, place);
    },
  };
}

/**
 * Starts three KRaft nodes: replication factor 3, min.insync.replicas 2 for every topic, that of the
 * offsets included. Some 6 s and 450 MB. They end with this process.
 */
export async function startCluster(): Promise<Cluster> {
  const jars = await fetchKafka();
  const directory = mkdtempSync(join(tmpdir(), 'census-cluster-'));
  const tidy = (): void => rmSync(directory, { recursive: true, force: true });
  const { places, processes } = await firstStart(jars, directory).catch((error: unknown) => {
    tidy();
    throw error;
  });
  const nodes = places.flatMap((place, index) => {
    const java = processes[index];
    return java === undefined ? [] : [brokerOf(jars, place, java)];
  });
  return {
    brokers: nodes.map(({ address }) => address),
    nodes,
    async stop() {
      // Not in order one by one: the last two would wait for a quorum that is gone.
      await Promise.all(nodes.map((node) => node.kill()));
      tidy();
    },
  };
}
