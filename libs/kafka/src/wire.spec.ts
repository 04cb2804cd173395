import { message } from '@kfunc-census/testing';
import type { KafkaMessage } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { toDelivery, toKafka } from './wire.ts';

const record: KafkaMessage = {
  key: Buffer.from('org/a'),
  value: Buffer.from('{}'),
  headers: { kind: Buffer.from('catalogue'), content: Buffer.from('c1') },
  timestamp: '17',
  attributes: 0,
  offset: '42',
};

describe('the record of a message', () => {
  it('has the bytes of a view, not of the memory around it', () => {
    const value = new TextEncoder().encode('abcdef').subarray(2, 4);
    expect(toKafka({ ...message('org/a', ''), value })).toEqual({
      key: 'org/a',
      value: Buffer.from('cd'),
      headers: { kind: 'report', content: 'set' },
    });
  });

  it('becomes a delivery with its position', () => {
    expect(toDelivery('t', 3, record)).toEqual({
      kind: 'catalogue',
      key: 'org/a',
      content: 'c1',
      value: Buffer.from('{}'),
      position: 't/3/42',
      publishedAt: 17,
    });
  });

  it.each([
    [
      'carries the trace of whoever published it',
      `00-${'ab'.repeat(16)}-${'cd'.repeat(8)}-01`,
      true,
    ],
    ['does not believe what is no trace', '00-x-y-01', false],
  ])('%s', (_, trace, kept) => {
    const { headers } = toKafka({ ...message('org/a', ''), trace });
    expect(headers).toMatchObject({ traceparent: trace });
    const delivery = toDelivery('t', 3, { ...record, headers: { ...record.headers, ...headers } });
    expect(delivery.trace).toBe(kept ? trace : undefined);
  });

  it('keeps a kind that is not known here', () => {
    const newer = { ...record, headers: { ...record.headers, kind: 'aggregate' } };
    expect(toDelivery('t', 3, newer)).toMatchObject({ kind: 'aggregate', content: 'c1' });
  });

  it.each<[string, Partial<Pick<KafkaMessage, 'key' | 'value' | 'headers'>>, object]>([
    ['headers', { headers: {} }, { content: '' }],
    ['a kind', { headers: { content: 'c1' } }, { content: 'c1' }],
    ['one kind', { headers: { kind: ['report', 'day'], content: 'c1' } }, {}],
    ['a content', { headers: { kind: 'report' } }, { content: '' }],
    ['a value', { value: null }, { value: new Uint8Array() }],
    ['a key', { key: null }, { key: '' }],
  ])('is of no kind when it lacks %s', (_, broken, rest) => {
    const delivery = toDelivery('t', 3, Object.assign({ ...record }, broken));
    expect(delivery).toMatchObject({ kind: '', position: 't/3/42', ...rest });
  });

  it.each(['-1', '8640000000000001'])('has no time when it says %s', (timestamp) => {
    expect(toDelivery('t', 3, { ...record, timestamp }).publishedAt).toBe(0);
  });
});
