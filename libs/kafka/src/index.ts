export { ensureTopic, listTopics, type TopicOptions } from './admin.ts';
export type { KafkaConnection, KafkaLog } from './client.ts';
export { createKafkaDayMarks } from './day-marks.ts';
export {
  createKafkaDeadLetters,
  type DeadLetterTopicOptions,
  deadLetterSource,
  deadLetterTopic,
  ensureDeadLetterTopic,
} from './dead-letters.ts';
export { createKafkaPublisher, type KafkaPublisherOptions } from './publisher.ts';
export { createKafkaQueue, type KafkaQueue } from './queue.ts';
export type { KafkaQueueEvents, KafkaQueueOptions } from './queue-options.ts';
