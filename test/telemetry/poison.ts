import { createKafkaPublisher } from '@kfunc-census/kafka';
import { hostLine, idOf, message, setLine } from '@kfunc-census/testing';

/** Publishes a message that the store refuses, for its time of collection. */
export async function publishPoison(topic: {
  readonly brokers: readonly string[];
  readonly topic: string;
}): Promise<void> {
  const lines = [hostLine({ host: idOf('host', 9), collected_at: -1 }), setLine()];
  const publisher = await createKafkaPublisher({ ...topic, clientId: 'test' });
  await publisher.publish(message('org-a/x', lines.map((line) => JSON.stringify(line)).join('\n')));
  await publisher.close();
}
