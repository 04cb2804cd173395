import { CensusError } from '@kfunc-census/errors';
import type { DeadLetter, Delivery, MessageKind, QueueMessage } from '@kfunc-census/ingest';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

const kinds: readonly string[] = ['report', 'catalogue', 'day'] satisfies readonly MessageKind[];

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
  const key = message.key.toString();
  return {
    kind,
    content,
    key,
    value: message.value,
    position,
    publishedAt: Number(message.timestamp),
  };
}

/** A dead letter: the record as it was, and headers of where it stood, why and when it was set aside. */
export function toDeadRecord({ message, reason, at }: DeadLetter): Message {
  const { headers, ...record } = toKafka(message);
  const { position, publishedAt } = message;
  const told = { position, reason, at: `${at}`, 'published-at': `${publishedAt}` };
  return { ...record, headers: { ...headers, ...told } };
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
  // Letters of before this header was written have the time of the letter itself.
  const published = header(record.headers, 'published-at');
  const publishedAt = published === undefined ? delivery.publishedAt : Number(published);
  return { message: { ...delivery, position, publishedAt }, reason, at };
}

/** The record that says that the letter of a position was removed. */
export function toRemoval(position: string): Message {
  return { key: position, value: '', headers: { removed: position } };
}

/** The position that a record removes; undefined for a letter. */
export function removedPosition({ headers }: KafkaMessage): string | undefined {
  return header(headers, 'removed');
}
