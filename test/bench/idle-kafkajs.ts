/** `node idle-kafkajs.ts BROKERS TOPIC`: the clients of an idle ingester as kafkajs ships them, and nothing else. */
import kafkajs from 'kafkajs';

const [brokers = '', topic = ''] = process.argv.slice(2);
const kafka = new kafkajs.Kafka({
  brokers: brokers.split(','),
  clientId: 'stock',
  logLevel: kafkajs.logLevel.NOTHING,
});
const [admin, producer] = [kafka.admin(), kafka.producer()];
const consumer = kafka.consumer({
  groupId: 'stock',
  sessionTimeout: 10_000,
  heartbeatInterval: 1000,
  maxWaitTimeInMs: 1000,
});
await Promise.all([admin.connect(), producer.connect(), consumer.connect()]);
await admin.fetchTopicMetadata({ topics: [topic] });
await consumer.subscribe({ topic, fromBeginning: true });
await consumer.run({ autoCommit: false, eachBatch: async () => undefined });
process.stdout.write('runs\n');
