import { CensusError } from '@kfunc-census/errors';
import type { Delivery, MessageKind, QueueMessage } from '@kfunc-census/ingest';
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
