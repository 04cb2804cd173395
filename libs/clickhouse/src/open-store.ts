import type { Engine } from './engine.ts';
import { checkMigrated, migrate } from './migrate.ts';
import { createDatabase, openEngine } from './open-engine.ts';
import { createPublicWeekStore } from './public-weeks.ts';
import { createReportStore } from './report-store.ts';
import { createRollUpStore } from './roll-up-store.ts';
import { migrationFiles } from './sql-files.ts';
import type { OpenStore, StoreTarget } from './target.ts';
import { createTenantStore } from './tenant-store.ts';
import { createUsageReader } from './usage-reader.ts';
import { refreshViews } from './views.ts';

/** Closes the engine once both sides let go of it; each side may do so more than once. */
function releaseBoth(engine: Engine) {
  const open = new Set(['store', 'reader']);
  return (side: string) => async () => {
    open.delete(side);
    if (open.size === 0) await engine.close();
  };
}

/**
 * Opens a store, without touching its schema (see `migrate`). A server is not contacted yet.
 * Throws `store/unavailable` when an embedded data directory is open in another process or cannot
 * be written, or holds no store and is to be read only, `config/invalid` for a database name that is none.
 */
export async function openStore(target: StoreTarget): Promise<OpenStore> {
  const engine = await openEngine(target);
  const release = releaseBoth(engine);
  return {
    store: createReportStore(engine, release('store')),
    reader: createUsageReader(engine, release('reader')),
    tenants: createTenantStore(engine),
    publicWeeks: createPublicWeekStore(engine),
    rollUps: createRollUpStore(engine),
    async migrate() {
      if (target.kind === 'embedded' && target.readOnly)
        return await checkMigrated(engine, migrationFiles());
      await createDatabase(target);
      const result = await migrate(engine, migrationFiles());
      await refreshViews(engine, Date.now());
      return result;
    },
    close: () => engine.close(),
  };
}
