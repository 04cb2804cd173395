import { CensusError } from '@kfunc-census/errors';
import type { DeadLetter, Delivery, MessageKind, QueueMessage } from '@kfunc-census/ingest';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

const kinds: readonly string[] = ['report', 'catalogue'] satisfies readonly MessageKind[];

function isKind(text: string | undefined): text is MessageKind {
  return text !== undefined && kinds.includes(text);
}

/** What is on the topic: key and value as they are, kind and content as headers. */
export function toKafka({ kind, key, content, value }: QueueMessage): Message {
  return {
    key,
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    headers: { kind, content },
  };
}

function header(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  return Array.isArray(value) ? undefined : value?.toString();
}

/** The message behind a record. Throws `queue/malformed-message`, which names the position. */
export function toDelivery(topic: string, partition: number, message: KafkaMessage): Delivery {
  const position = `${topic}/${partition}/${message.offset}`;
  const kind = header(message.headers, 'kind');
  const content = header(message.headers, 'content');
  if (!isKind(kind) || content === undefined || message.key === null || message.value === null)
    throw new CensusError(
      'queue/malformed-message',
      `The record at ${position} lacks key, value, or the headers kind and content.`,
    );
  return { kind, content, key: message.key.toString(), value: message.value, position };
}

/** A dead letter: the record as it was, and headers of where it stood, why and when it was set aside. */
export function toDeadRecord({ message, reason, at }: DeadLetter): Message {
  const { headers, ...record } = toKafka(message);
  return { ...record, headers: { ...headers, position: message.position, reason, at: `${at}` } };
}

/** The letter behind a record. Throws `queue/malformed-message`, which names the position. */
export function toDeadLetter(topic: string, partition: number, record: KafkaMessage): DeadLetter {
  const delivery = toDelivery(topic, partition, record);
  const position = header(record.headers, 'position');
  const reason = header(record.headers, 'reason');
  const at = Number(header(record.headers, 'at'));
  if (position === undefined || reason === undefined || !Number.isSafeInteger(at))
    throw new CensusError(
      'queue/malformed-message',
      `The record at ${delivery.position} lacks the headers position, reason or at.`,
    );
  return { message: { ...delivery, position }, reason, at };
}
