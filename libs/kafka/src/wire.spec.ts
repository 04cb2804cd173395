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
    ['no headers', { ...record, headers: {} }],
    ['another kind', { ...record, headers: { ...record.headers, kind: 'x' } }],
    ['no value', { ...record, value: null }],
    ['no key', { ...record, key: null }],
  ])('is refused with %s', (_, broken) => {
    expect(() => toDelivery('t', 3, broken)).toThrow(
      expect.objectContaining({
        code: 'queue/malformed-message',
        message: expect.stringContaining('t/3/42'),
      }),
    );
  });
});
