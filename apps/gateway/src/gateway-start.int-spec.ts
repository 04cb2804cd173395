import { describe, expect, it } from 'vitest';
import { readGatewayConfig, startGateway } from './gateway.ts';

/** Nothing answers there; a setting that cannot be used is found before that. */
const env = {
  KAFKA_BROKERS: '127.0.0.1:9',
  CENSUS_TENANTS_FILE: '/nonexistent/tenants.json',
  CENSUS_LOG_LEVEL: 'silent',
};

describe('startGateway', () => {
  it.each([
    ['without Kafka', { KAFKA_BROKERS: '' }, 'KAFKA_BROKERS', 'needs Kafka'],
    [
      'on an open address without TLS',
      { CENSUS_GATEWAY_HOST: '0.0.0.0' },
      'CENSUS_ALLOW_PLAINTEXT_LISTEN',
      'without TLS',
    ],
    ['without the file of tenants', {}, 'CENSUS_TENANTS_FILE', '{"version":1,"tenants":['],
    ['with a log level that does not exist', { CENSUS_LOG_LEVEL: 'x' }, 'CENSUS_LOG_LEVEL', 'warn'],
  ])('does not start %s, and says so before it connects', async (_, more, field, message) => {
    await expect(startGateway(readGatewayConfig({ ...env, ...more }))).rejects.toMatchObject({
      code: 'config/invalid',
      field,
      message: expect.stringContaining(message),
    });
  });
});
