import { describe, expect, it } from 'vitest';
import { readGatewayConfig, startGateway } from './gateway.ts';

describe('startGateway', () => {
  it('says that it needs Kafka', async () => {
    await expect(startGateway(readGatewayConfig({}))).rejects.toMatchObject({
      code: 'config/invalid',
      field: 'KAFKA_BROKERS',
    });
  });
});
