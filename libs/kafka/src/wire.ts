import type { DeadLetter, Delivery, LetterId, QueueMessage } from '@kfunc-census/ingest';
import type { IHeaders, KafkaMessage, Message } from 'kafkajs';

/** Header of W3C Trace Context. */
const traceHeader = 'traceparent';

/** What is on the topic: key and value as they are; kind, content and trace as headers. */
export function toKafka({ kind, key, content, value, trace }: QueueMessage): Message {
  return {
    key,
    value: Buffer.from(value.buffer, value.byteOffset, value.byteLength),
    headers: { kind, content, ...(trace === undefined ? {} : { [traceHeader]: trace }) },
  };
}

function header(headers: IHeaders | undefined, name: string): string | undefined {
  const value = headers?.[name];
  return Array.isArray(value) ? undefined : value?.toString();
}

/** Milliseconds of the furthest instant that a date can hold (ECMA-262, "Time Values"). */
const lastInstant = 8.64e15;

/** Unix milliseconds; undefined for what is no instant, or before 1970. */
function instant(text: string | undefined): number | undefined {
  const ms = text === undefined || text === '' ? -1 : Number(text);
  return Number.isInteger(ms) && ms >= 0 && ms <= lastInstant ? ms : undefined;
}

/** Version 00; anything else is left alone. */
const traceparentPattern = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

function traceOf(headers: IHeaders | undefined): Pick<QueueMessage, 'trace'> {
  const trace = header(headers, traceHeader);
  return trace === undefined || !traceparentPattern.test(trace) ? {} : { trace };
}

function messageOf({ key, value, headers }: KafkaMessage): QueueMessage {
  const kind = header(headers, 'kind');
  const content = header(headers, 'content');
  const whole = key !== null && value !== null && kind !== undefined && content !== undefined;
  return {
    kind: whole ? kind : '',
    content: content ?? '',
    key: key?.toString() ?? '',
    value: value ?? new Uint8Array(),
    ...traceOf(headers),
  };
}

/**
 * The message behind a record, whoever wrote it: one that lacks a key, a value or a header is of the
 * kind ''.
 */
export function toDelivery(topic: string, partition: number, record: KafkaMessage): Delivery {
  const position = `${topic}/${partition}/${record.offset}`;
  return { ...messageOf(record), position, publishedAt: instant(record.timestamp) ?? 0 };
}

/** A dead letter: the record as it was, and headers of where it stood, why and when it was set aside. */
export function toDeadRecord({ message, reason, at }: DeadLetter): Message {
  const { headers, ...record } = toKafka(message);
  const { position, publishedAt } = message;
  const told = { position, reason, at: `${at}`, 'published-at': `${publishedAt}` };
  return { ...record, headers: { ...headers, ...told } };
}

/** The letter behind a record; undefined for a record that somebody else wrote. */
export function toDeadLetter(record: KafkaMessage): DeadLetter | undefined {
  const { headers, timestamp } = record;
  const position = header(headers, 'position');
  const reason = header(headers, 'reason');
  const at = instant(header(headers, 'at'));
  // Letters of before this header was written have the time of the letter itself.
  const publishedAt = instant(header(headers, 'published-at') ?? timestamp);
  if (position === undefined || reason === undefined) return undefined;
  if (at === undefined || publishedAt === undefined) return undefined;
  return { message: { ...messageOf(record), position, publishedAt }, reason, at };
}

/** The record that says that the letter of a message was removed. */
export function toRemoval({ position, publishedAt }: LetterId): Message {
  return {
    key: position,
    value: '',
    headers: { removed: position, 'published-at': `${publishedAt}` },
  };
}

/** The letter that a record removes; undefined for a letter, and for a record that tells no time. */
export function removedLetter({ headers }: KafkaMessage): LetterId | undefined {
  const position = header(headers, 'removed');
  const publishedAt = instant(header(headers, 'published-at'));
  if (position === undefined || publishedAt === undefined) return undefined;
  return { position, publishedAt };
}
