import { createHash } from 'node:crypto';
import { CensusError } from '@kfunc-census/errors';
import type { Engine } from './engine.ts';
import { renderStatements } from './render.ts';
import type { Migration } from './sql-files.ts';
import type { MigrationResult } from './target.ts';

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly checksum: string;
}

/** Not a migration itself: it is what tells which ones were applied. */
const bookkeeping = `CREATE TABLE IF NOT EXISTS schema_migration
(version UInt32, name String, checksum String, applied_at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree ORDER BY version`;

const checksum = (source: string): string => createHash('sha256').update(source).digest('hex');

const refuse = (message: string): CensusError => new CensusError('store/migration', message);

function compare(applied: readonly Applied[], known: readonly Migration[]): void {
  const byVersion = new Map(known.map((migration) => [migration.version, migration]));
  for (const { version, name, checksum: stored } of applied) {
    const migration = byVersion.get(version);
    if (migration === undefined)
      throw refuse(`The store has migration ${name}, which this version does not know.`);
    if (checksum(migration.source) !== stored)
      throw refuse(`Migration ${migration.name} was edited after it was applied (as ${name}).`);
  }
}

async function apply(engine: Engine, migration: Migration, now: number): Promise<void> {
  for (const statement of renderStatements(migration.source, { kind: 'plain' }))
    await engine.runLong(statement);
  await engine.run(
    `INSERT INTO schema_migration SELECT {version:UInt32}, {name:String}, {checksum:String},
     fromUnixTimestamp64Milli({now:Int64}, 'UTC')`,
    {
      version: migration.version,
      name: migration.name,
      checksum: checksum(migration.source),
      now,
    },
  );
}

/** What the store lacks, in order. */
async function missingOf(engine: Engine, known: readonly Migration[]) {
  const applied = await engine.rows<Applied>(
    'SELECT version, name, checksum FROM schema_migration FINAL ORDER BY version',
    {},
  );
  compare(applied, known);
  const done = new Set(applied.map((entry) => entry.version));
  return known.filter((migration) => !done.has(migration.version));
}

/**
 * Checks, without changing anything, that the store has the schema of this version. Throws as
 * `migrate` does, and `store/migration` when the store lacks something.
 */
export async function checkMigrated(
  engine: Engine,
  known: readonly Migration[],
): Promise<MigrationResult> {
  const [first] = await missingOf(engine, known);
  if (first !== undefined)
    throw refuse(
      `The store is older than this version: it lacks migration ${first.name}, which a start of all-in-one on it applies.`,
    );
  return { applied: [], version: known.at(-1)?.version ?? 0 };
}

/**
 * Applies what the store lacks, in order, one statement per step. Forward only. Every statement may
 * run twice, so a run that broke off is taken up again, and two runs at once do no harm.
 * Throws `store/migration` when an applied migration was edited or is unknown here.
 */
export async function migrate(
  engine: Engine,
  known: readonly Migration[],
  now: () => number = Date.now,
): Promise<MigrationResult> {
  await engine.run(bookkeeping);
  const missing = await missingOf(engine, known);
  for (const migration of missing) await apply(engine, migration, now());
  return {
    applied: missing.map((migration) => migration.name),
    version: known.at(-1)?.version ?? 0,
  };
}
