import type { TenantState, TenantStore } from '@kfunc-census/ingest';
import type { Engine } from './engine.ts';
import { queryText } from './sql-files.ts';

/** tenants.sql. */
interface TenantRow {
  readonly organisation: string;
  readonly days: number;
  /** '' for one that never got a state. */
  readonly state: TenantState | '';
  readonly since: number;
}

/** Keeps states of organisations in the store itself: every reading query leaves out who is quarantined. */
export function createTenantStore(engine: Engine): TenantStore {
  const sql = { tenants: queryText('tenants'), set: queryText('set-tenant-state') };
  return {
    async list() {
      const rows = await engine.rows<TenantRow>(sql.tenants, {});
      return rows.map(({ state, since, ...row }) => ({
        ...row,
        state: state === '' ? 'active' : state,
        since: state === '' ? undefined : since,
      }));
    },
    set: (organisation, state, since) => engine.run(sql.set, { organisation, state, since }),
  };
}
