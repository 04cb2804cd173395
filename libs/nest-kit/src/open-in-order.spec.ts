import { Logger } from '@nestjs/common';
import { describe, expect, it } from 'vitest';
import { openInOrder } from './index.ts';

Logger.overrideLogger(false);

describe('openInOrder', () => {
  it('gives the steps that close what was opened, the newest first', async () => {
    const { url, shutdown } = await openInOrder(async (onClose) => {
      onClose('queue', async () => undefined);
      onClose('http', async () => undefined);
      return { url: 'u' };
    });
    expect([url, shutdown.map(({ name }) => name)]).toEqual(['u', ['http', 'queue']]);
  });

  it('closes what was opened when the next part fails, past a part that does not close', async () => {
    const closed: string[] = [];
    const opening = openInOrder(async (onClose) => {
      onClose('store', async () => void closed.push('store'));
      onClose('queue', () => Promise.reject(new Error('expected in this test')));
      onClose('ingester', async () => void closed.push('ingester'));
      throw new Error('port taken');
    });
    await expect(opening).rejects.toThrow('port taken');
    expect(closed).toEqual(['ingester', 'store']);
  });
});
