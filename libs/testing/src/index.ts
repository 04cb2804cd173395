export { type RealPart, realPart } from './real-part.ts';
export { createMemoryQueue, type MemoryQueue, type MemoryQueueOptions } from './fakes/memory-queue.ts';
export { type QueueSubject, queueContract } from './queue-contract.ts';
export { message, type SuiteApi, take, textOf } from './queue-contract-kit.ts';
