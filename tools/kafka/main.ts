import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDeadLetterTopic, ensureTopic } from '@kfunc-census/kafka';
import { fetchKafka, startBroker } from '@kfunc-census/testing';

const usage = `Starts a Kafka broker for developing, on 127.0.0.1, with the topic of the pipeline and the
one of its dead letters.

  npm run kafka -- [--port 9092] [--data-dir .census/kafka] [--topic reports.v1]
  npm run kafka -- --fetch     only fetches Kafka into the cache`;

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '9092' },
    'data-dir': { type: 'string', default: '.census/kafka' },
    topic: { type: 'string', default: 'reports.v1' },
    fetch: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function serve(): Promise<void> {
  const dataDir = resolve(values['data-dir']);
  say(`Starting Kafka; its data is in ${dataDir}.`);
  const broker = await startBroker({ port: Number(values.port), dataDir });
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void broker.stop());
  const topic = { brokers: broker.brokers, clientId: 'kfunc-census-dev', topic: values.topic };
  await ensureTopic(topic);
  await ensureDeadLetterTopic(topic);
  say(`KAFKA_BROKERS=${broker.brokers.join(',')} KAFKA_TOPIC=${values.topic}`);
  say('Ready. Stop it with Ctrl-C.');
  await broker.exited;
}

if (values.help) say(usage);
else if (values.fetch) say(await fetchKafka());
else await serve();
