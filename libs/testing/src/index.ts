export {
  createMemoryQueue,
  type MemoryQueue,
  type MemoryQueueOptions,
} from './fakes/memory-queue.ts';
export { type Broker, type BrokerOptions, startBroker } from './kafka-broker.ts';
export { fetchKafka, kafkaAvailable, kafkaJars } from './kafka-jars.ts';
export { type QueueSubject, queueContract } from './queue-contract.ts';
export { message, type SuiteApi, take, textOf } from './queue-contract-kit.ts';
export { type RealPart, realPart } from './real-part.ts';
