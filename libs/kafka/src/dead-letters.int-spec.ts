import {
  type Broker,
  type DeadLetterSubject,
  deadLetterContract,
  kafkaAvailable,
  realPart,
  startBroker,
} from '@kfunc-census/testing';
import * as vitest from 'vitest';
import { createClient } from './client.ts';
import { createKafkaDeadLetters, ensureDeadLetterTopic } from './index.ts';

const { afterAll, beforeAll, describe, expect, it } = vitest;
const kafka = realPart('Kafka', kafkaAvailable);

describe.skipIf(kafka.skip)(kafka.title, () => {
  let broker: Broker;
  let topics = 0;

  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(async () => broker?.stop());

  const connect = (topic: string) => ({ brokers: broker.brokers, clientId: 'dead', topic });

  async function setUp(): Promise<DeadLetterSubject> {
    topics += 1;
    const options = connect(`dead-${topics}`);
    await ensureDeadLetterTopic({ ...options, partitions: 3 });
    let open = await createKafkaDeadLetters(options);
    return {
      get deadLetters() {
        return open;
      },
      async reopen() {
        await open.close();
        open = await createKafkaDeadLetters(options);
      },
      close: () => open.close(),
    };
  }

  deadLetterContract('kafkajs on a real broker', setUp, vitest);

  it('needs its topic, and says which', async () => {
    await expect(createKafkaDeadLetters(connect('absent'))).rejects.toMatchObject({
      code: 'config/invalid',
      message: expect.stringContaining('there is no topic absent.dlq'),
    });
  });

  it('keeps the letters for ever', async () => {
    const options = connect('kept');
    expect(await ensureDeadLetterTopic(options)).toBe(true);
    const admin = createClient(options).admin();
    await admin.connect();
    const { resources } = await admin.describeConfigs({
      includeSynonyms: false,
      resources: [{ type: 2, name: 'kept.dlq', configNames: ['retention.ms'] }],
    });
    await admin.disconnect();
    expect(resources[0]?.configEntries[0]?.configValue).toBe('-1');
  });
});
