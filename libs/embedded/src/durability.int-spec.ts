import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReportQueue } from '@kfunc-census/ingest';
import { message, take, textOf } from '@kfunc-census/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmbeddedQueue, type EmbeddedQueueOptions } from './create-embedded-queue.ts';
import { MessageLog, queueFile } from './message-log.ts';
import { openDatabase } from './open-database.ts';

const hour = 3600 * 1000;
let directory: string;
let path: string;
let now: number;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'census-queue-'));
  path = join(directory, 'queue.sqlite');
  now = Date.UTC(2026, 10, 22);
});
afterEach(() => rmSync(directory, { recursive: true }));

const open = (options: Partial<EmbeddedQueueOptions> = {}) =>
  createEmbeddedQueue({ path, now: () => now, bootId: 'boot-1', ...options });

const texts = async (queue: ReportQueue, count: number): Promise<readonly string[]> =>
  (await take(queue, count, { maxBytes: 1000, maxWaitMs: 0 }))
    .flat()
    .map(({ value }) => textOf(value));

/** Writes and acknowledges without the clean stop that `close` notes. */
function leaveUnclean(values: readonly string[], ageMs: number): void {
  const log = new MessageLog(path, {
    now: () => now - ageMs,
    bootId: 'boot-1',
    retainMs: 24 * hour,
  });
  log.append(values.map((value) => message('org/a', value)));
  log.acknowledge(log.read(1000));
  log.close();
}

describe('after a stop', () => {
  it('delivers the last 24 h again when the machine booted anew, and nothing older', async () => {
    leaveUnclean(['old'], 25 * hour);
    leaveUnclean(['young'], 23 * hour);
    const { queue, close } = open({ bootId: 'boot-2' });
    expect(await queue.lag()).toBe(1);
    expect(await texts(queue, 1)).toEqual(['young']);
    await close();
  });

  it('delivers nothing again after a clean stop in the same boot', async () => {
    leaveUnclean(['young'], 23 * hour);
    const { queue, close } = open();
    expect(await queue.lag()).toBe(0);
    await close();
  });

  it('finds what a killed process had published, and replays what it had acknowledged', async () => {
    const source = new URL('./create-embedded-queue.ts', import.meta.url).href;
    const script = join(directory, 'child.mjs');
    writeFileSync(
      script,
      `import { createEmbeddedQueue } from ${JSON.stringify(source)};
       const { publisher, queue } = createEmbeddedQueue({ path: ${JSON.stringify(path)} });
       const value = (text) => ({ kind: 'report', key: 'org/a', content: 's', value: Buffer.from(text) });
       await publisher.publish(value('acknowledged'));
       const stop = new AbortController();
       await queue.consume({ maxBytes: 1, maxWaitMs: 0 }, stop.signal, async () => stop.abort());
       await publisher.publish(value('waiting'));
       process.stdout.write('published');
       setInterval(() => {}, 1000);`,
    );
    const child = spawn(process.execPath, ['--conditions=@kfunc-census/source', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const { queue, close } = createEmbeddedQueue({ path });
    expect(await texts(queue, 2)).toEqual(['acknowledged', 'waiting']);
    await close();
  });
});

describe('bounds', () => {
  it('refuses when full, and takes again once consumed messages are old enough', async () => {
    const { publisher, queue, close } = open({ maxBytes: 10 });
    await publisher.publish(message('org/a', '12345678'));
    await expect(publisher.publish(message('org/a', '123'))).rejects.toMatchObject({
      code: 'queue/unavailable',
      limit: '10 bytes',
      retryAfterSeconds: expect.any(Number),
    });
    await publisher.publish(message('org/a', 'ab'));
    expect(await publisher.ready()).toBe(false);
    expect(await texts(queue, 2)).toEqual(['12345678', 'ab']);
    await expect(publisher.publish(message('org/a', '1'))).rejects.toMatchObject({
      code: 'queue/unavailable',
    });
    await close();
    now += 25 * hour;
    const later = open({ maxBytes: 10 });
    await later.publisher.publish(message('org/a', '1234567890'));
    expect(await texts(later.queue, 1)).toEqual(['1234567890']);
    await later.close();
  });

  it('counts what waits for its group commit', async () => {
    const { publisher, close } = open({ maxBytes: 10 });
    const outcomes = await Promise.allSettled(
      ['123456', '123456', '1234'].map((text) => publisher.publish(message('org/a', text))),
    );
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    await close();
  });
});

describe('the file', () => {
  it('is refused to a second process while it is open, with the reason', async () => {
    const { close } = open();
    expect(() => open()).toThrow(
      expect.objectContaining({
        code: 'config/invalid',
        field: 'CENSUS_STATE_DIR',
        message: expect.stringContaining('in use by another process'),
      }),
    );
    await close();
    await open().close();
  });

  it('is refused when it is no queue', () => {
    writeFileSync(path, 'not a database, but long enough to look like a file'.repeat(20));
    expect(() => open()).toThrow(
      expect.objectContaining({ code: 'config/invalid', message: expect.stringContaining(path) }),
    );
  });

  it('has one consumer at a time', async () => {
    const { queue, close } = open();
    const policy = { maxBytes: 1, maxWaitMs: 0 };
    const first = queue.consume(policy, new AbortController().signal, async () => undefined);
    await expect(
      queue.consume(policy, new AbortController().signal, async () => undefined),
    ).rejects.toMatchObject({ code: 'queue/unavailable' });
    await close();
    await first;
  });
});

describe('the settings of the file', () => {
  it('refuses one of another version, and says which', () => {
    openDatabase(path, { ...queueFile, version: 7 }).close();
    expect(() => open()).toThrow(
      expect.objectContaining({
        code: 'config/invalid',
        field: 'CENSUS_STATE_DIR',
        message: expect.stringContaining('has schema version 7, this program knows 1: use'),
      }),
    );
  });

  it('have every commit wait for fsync', () => {
    const database = openDatabase(path, queueFile);
    const read = (name: string) => Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
    expect([read('journal_mode'), read('synchronous')]).toEqual(['wal', 2]);
    database.close();
  });
});
