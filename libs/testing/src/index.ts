export {
  catalogueKfunc,
  catalogueLine,
  hostLine,
  idOf,
  objectMember,
  programKfunc,
  programMember,
  setLine,
  statementLine,
  storeLines,
  type World,
} from './builders.ts';
export { type ChdbHttp, type ChdbHttpRules, startChdbHttp } from './chdb-http.ts';
export { clickHouseEngine } from './chdb-part.ts';
export { type DeadLetterSubject, deadLetterContract } from './dead-letter-contract.ts';
export { type DemoFleet, demoFleet } from './demo-fleet.ts';
export { expelMember } from './expel-members.ts';
export { createMemoryDeadLetters, type MemoryDeadLetters } from './fakes/memory-dead-letters.ts';
export { createMemoryPublicWeeks } from './fakes/memory-public-weeks.ts';
export {
  createMemoryQueue,
  type MemoryQueue,
  type MemoryQueueOptions,
} from './fakes/memory-queue.ts';
export { createMemoryStore, type MemoryStore } from './fakes/memory-store.ts';
export { allReaderDefects, apiDefects } from './fleets/api-defects.ts';
export type { Build, BuiltProgram, Call } from './fleets/builds.ts';
export { type ApiCheck, type ApiTally, checkFleetApi } from './fleets/check-api.ts';
export { checkFleets, type FleetCheck, type FleetTally } from './fleets/check-fleets.ts';
export { comparePart, type FleetApi, pathOf } from './fleets/compare-api.ts';
export { checkStore, fleetContract, poisonedShares } from './fleets/contract.ts';
export { disturbed } from './fleets/disturb.ts';
export { expectedDetail, expectedList } from './fleets/expected/detail.ts';
export { expectedEvidence } from './fleets/expected/evidence.ts';
export { type DayMarks, expectedFrame } from './fleets/expected/frame.ts';
export { expectedFigures } from './fleets/expected/kfuncs.ts';
export {
  type Asked as FleetAsked,
  type HeldFleet,
  heldFleet,
  rowsAsked,
} from './fleets/expected/rows.ts';
export { createFleet, type Fleet, type SentReport, worldOf } from './fleets/fleet.ts';
export type { FleetHost, HostReport } from './fleets/hosts.ts';
export { createKernel, type FleetKernel, type KernelOptions } from './fleets/kernels.ts';
export type { Faults, FleetPlan, HostGroup, Stage } from './fleets/plan.ts';
export { poisonedFleet, poisonedKfunc } from './fleets/poison.ts';
export { Random } from './fleets/random.ts';
export { type FleetSettings, randomFleet } from './fleets/random-fleet.ts';
export type { Replay, ReplayEvent } from './fleets/replay.ts';
export {
  replays,
  type TrueUse,
  trueUse,
  worldOfDay,
} from './fleets/replays.ts';
export { queriesOf, storeFleet } from './fleets/store-fleet.ts';
export {
  type FleetQuestion,
  type TrueFigures,
  trueFigures,
  trueFiguresByOrganisation,
} from './fleets/truth.ts';
export { freePorts } from './free-ports.ts';
export {
  checkInterleavings,
  type InterleavingForm,
  type InterleavingSubject,
  interleavingContract,
  plantedDefectContract,
} from './interleavings/contract.ts';
export { plantedDefects } from './interleavings/defects.ts';
export { setprivPath } from './java-process.ts';
export { type Broker, type BrokerOptions, startBroker } from './kafka-broker.ts';
export { type Cluster, type ClusterBroker, startCluster } from './kafka-cluster.ts';
export {
  apiKeys,
  type CommittedOffsets,
  type KafkaRequest,
  memberOf,
  producedTopics,
  readCommit,
} from './kafka-frames.ts';
export { fetchKafka, kafkaAvailable, kafkaJars } from './kafka-jars.ts';
export { type Fate, type KafkaProxy, type ProxyRules, startKafkaProxy } from './kafka-proxy.ts';
export { type OtlpReceiver, type ReceivedSpan, startOtlpReceiver } from './otlp-receiver.ts';
export { publicWeekContract, publicWeekOf } from './public-week-contract.ts';
export { type QueueSubject, queueContract } from './queue-contract.ts';
export { collect, message, type SuiteApi, take, textOf } from './queue-contract-kit.ts';
export { readerAnswers } from './reader-answers.ts';
export { type RealPart, realPart } from './real-part.ts';
export {
  type IssuedReport,
  type Judgement,
  oracleCatalogue,
  ReportOracle,
  type StoredReport,
} from './report-oracle.ts';
export { storeContract } from './store-contract.ts';
export type { StoreSubject } from './store-subject.ts';
export { createUsageOracle } from './usage-oracle.ts';
export { buildWorld, worldDays, worldSketch } from './worlds.ts';
