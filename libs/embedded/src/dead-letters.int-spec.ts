import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  collect,
  type DeadLetterSubject,
  deadLetterContract,
  message,
} from '@kfunc-census/testing';
import * as vitest from 'vitest';
import { createEmbeddedDeadLetters } from './dead-letters.ts';
import { openDatabase } from './open-database.ts';

const { afterEach, beforeEach, describe, expect, it } = vitest;

async function setUp(): Promise<DeadLetterSubject> {
  const directory = mkdtempSync(join(tmpdir(), 'census-dead-letters-'));
  const path = join(directory, 'state', 'dead-letters.sqlite');
  let open = createEmbeddedDeadLetters({ path });
  return {
    get deadLetters() {
      return open;
    },
    async reopen() {
      await open.close();
      open = createEmbeddedDeadLetters({ path });
    },
    async close() {
      await open.close();
      rmSync(directory, { recursive: true });
    },
  };
}

deadLetterContract('embedded', setUp, vitest);

describe('createEmbeddedDeadLetters', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'census-dead-letters-'));
    path = join(directory, 'dead-letters.sqlite');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const letter = (position: string, bytes: number) => ({
    message: { ...message('org/a', 'x'.repeat(bytes)), position, publishedAt: 1 },
    reason: 'no',
    at: 1,
  });

  it('is bounded by bytes, and drops nothing for what does not fit', async () => {
    const dead = createEmbeddedDeadLetters({ path, maxBytes: 100 });
    await dead.put(letter('queue/1', 60));
    await expect(dead.put(letter('queue/2', 41))).rejects.toMatchObject({
      code: 'queue/unavailable',
      limit: '100 bytes',
      message: expect.stringContaining(path),
    });
    await dead.put(letter('queue/3', 40));
    await dead.put(letter('queue/3', 40));
    const kept = await collect(dead.letters());
    expect(kept.map(({ message: { position } }) => position)).toEqual(['queue/1', 'queue/3']);
    await dead.close();
  });

  it('takes over a file of version 1, which kept no gateway time', async () => {
    const old = openDatabase(path, {
      name: 'dead letter',
      version: 1,
      tables: `CREATE TABLE letter (id INTEGER PRIMARY KEY, position TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL, reason TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
        content TEXT NOT NULL, value BLOB NOT NULL) STRICT;
        INSERT INTO letter VALUES (1, 'queue/1', 7, 'no', 'report', 'org/a', 's', x'7b7d')`,
    });
    old.close();
    const dead = createEmbeddedDeadLetters({ path });
    await dead.put(letter('queue/2', 1));
    expect(await collect(dead.letters())).toMatchObject([
      { message: { position: 'queue/1', publishedAt: 0 }, reason: 'no', at: 7 },
      { message: { position: 'queue/2', publishedAt: 1 } },
    ]);
    await dead.remove([{ position: 'queue/1', publishedAt: 0 }]);
    await dead.close();
    await createEmbeddedDeadLetters({ path }).close();
  });

  it('takes over a file of version 2, which told letters apart by position alone', async () => {
    const old = openDatabase(path, {
      name: 'dead letter',
      version: 2,
      tables: `CREATE TABLE letter (id INTEGER PRIMARY KEY, position TEXT NOT NULL UNIQUE,
        at INTEGER NOT NULL, reason TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
        content TEXT NOT NULL, value BLOB NOT NULL, published_at INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE TABLE removed (position TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
        INSERT INTO removed VALUES ('queue/9');
        INSERT INTO letter VALUES (4, 'queue/1', 7, 'no', 'report', 'org/a', 's', x'7b7d', 5)`,
    });
    old.close();
    const dead = createEmbeddedDeadLetters({ path });
    await dead.put(letter('queue/1', 1));
    await dead.put(letter('queue/9', 1));
    expect(
      (await collect(dead.letters())).map(({ message }) => [message.position, message.publishedAt]),
    ).toEqual([
      ['queue/1', 5],
      ['queue/1', 1],
      ['queue/9', 1],
    ]);
    await dead.close();
  });

  it('keeps a second process out, and says whose file it is', async () => {
    const dead = createEmbeddedDeadLetters({ path });
    expect(() => createEmbeddedDeadLetters({ path })).toThrow(
      `The dead letter file ${path} is in use`,
    );
    await dead.close();
  });
});
