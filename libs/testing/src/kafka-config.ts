/** Where a broker listens, on 127.0.0.1, and keeps its data. */
export interface BrokerPlace {
  readonly dataDir: string;
  readonly port: number;
  readonly controllerPort: number;
  /** Port that clients are told. Default: `port`. */
  readonly advertisedPort?: number;
  /** In a cluster: which node this is, and all of it. Default: alone. */
  readonly node?: ClusterNode;
}

/** One node of a cluster. */
export interface ClusterNode {
  /** 1 to 3. */
  readonly id: number;
  /** Port for the other brokers. */
  readonly internalPort: number;
  /** Controller ports of all nodes, the first being that of node 1. */
  readonly controllerPorts: readonly number[];
}

type Properties = Readonly<Record<string, string | number>>;

function listenersOf(place: BrokerPlace): Properties {
  const { port, controllerPort, advertisedPort = port, node } = place;
  const at = (name: string, to: number): string => `${name}://127.0.0.1:${to}`;
  const internal = node === undefined ? [] : [at('INTERNAL', node.internalPort)];
  return {
    listeners: [at('PLAINTEXT', port), ...internal, at('CONTROLLER', controllerPort)].join(),
    'advertised.listeners': [at('PLAINTEXT', advertisedPort), ...internal].join(),
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'inter.broker.listener.name': node === undefined ? 'PLAINTEXT' : 'INTERNAL',
    'controller.listener.names': 'CONTROLLER',
  };
}

/** Every topic on all three nodes, two of which must have a message; quick to notice a dead one. */
const clusterProperties: Properties = {
  'default.replication.factor': 3,
  'min.insync.replicas': 2,
  'offsets.topic.replication.factor': 3,
  'replica.lag.time.max.ms': 2000,
  'replica.fetch.wait.max.ms': 200,
  'controller.quorum.election.timeout.ms': 500,
  'controller.quorum.fetch.timeout.ms': 1000,
};

/** Properties of a combined KRaft node, small, and quick to start again after a kill. */
export function serverProperties(place: BrokerPlace): string {
  const { dataDir, controllerPort, node } = place;
  const voters = node?.controllerPorts ?? [controllerPort];
  const properties: Properties = {
    'process.roles': 'broker,controller',
    'node.id': node?.id ?? 1,
    'controller.quorum.voters': voters.map((to, i) => `${i + 1}@127.0.0.1:${to}`).join(),
    ...listenersOf(place),
    'log.dirs': `${dataDir}/log`,
    'auto.create.topics.enable': 'false',
    'num.partitions': 4,
    'offsets.topic.num.partitions': 4,
    'offsets.topic.replication.factor': 1,
    'transaction.state.log.num.partitions': 1,
    'transaction.state.log.replication.factor': 1,
    'transaction.state.log.min.isr': 1,
    'share.coordinator.state.topic.num.partitions': 1,
    'share.coordinator.state.topic.replication.factor': 1,
    'share.coordinator.state.topic.min.isr': 1,
    'group.initial.rebalance.delay.ms': 0,
    'group.min.session.timeout.ms': 1000,
    'num.network.threads': 2,
    'num.io.threads': 2,
    'log.cleaner.dedupe.buffer.size': 2_097_152,
    'log.segment.bytes': 67_108_864,
    // After a kill the registration of the dead broker must expire first: 3 s instead of 12 s.
    'broker.session.timeout.ms': 1500,
    'broker.heartbeat.interval.ms': 300,
    ...(node === undefined ? {} : clusterProperties),
  };
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

/** Everything from `info` on to standard output, where the start is watched for. */
export const log4jProperties = `
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d{ISO8601} %p %m (%c)%n
rootLogger.level=info
rootLogger.appenderRef.out.ref=out
`;
