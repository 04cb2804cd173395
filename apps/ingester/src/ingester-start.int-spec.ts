import { describe, expect, it } from 'vitest';
import { readIngesterConfig, startIngester } from './ingester.ts';

describe('startIngester', () => {
  it.each([
    [{}, 'KAFKA_BROKERS'],
    [{ KAFKA_BROKERS: '127.0.0.1:9092' }, 'CLICKHOUSE_URL'],
  ])('says what it needs: %o', async (env, field) => {
    await expect(startIngester(readIngesterConfig(env))).rejects.toMatchObject({
      code: 'config/invalid',
      field,
    });
  });
});
