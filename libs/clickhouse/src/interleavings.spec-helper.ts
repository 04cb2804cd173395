import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InterleavingSubject } from '@kfunc-census/testing';
import { openEngine } from './open-engine.ts';
import { openStore } from './open-store.ts';

const factTables = `SELECT name FROM system.tables
  WHERE database = currentDatabase() AND engine LIKE '%MergeTree' AND name != 'schema_migration'`;

/** The in-process engine over a directory of its own, for runs one after another. */
export interface InterleavingStore {
  /** Tables are emptied rather than made anew: 8 ms instead of 230. */
  readonly subject: InterleavingSubject;
  close(): Promise<void>;
}

/** Opens it. */
export async function openInterleavingStore(): Promise<InterleavingStore> {
  const path = mkdtempSync(join(tmpdir(), 'census-interleavings-'));
  const open = await openStore({ kind: 'embedded', path });
  await open.migrate();
  const engine = await openEngine({ kind: 'embedded', path });
  const tables = await engine.rows<{ readonly name: string }>(factTables, {});
  const empty = async (): Promise<void> => {
    for (const { name } of tables) await engine.run(`TRUNCATE TABLE ${name}`);
  };
  return {
    subject: { store: open.store, reader: open.reader, empty },
    async close() {
      await open.close();
      await engine.close();
      rmSync(path, { recursive: true, force: true });
    },
  };
}
