import { CensusError } from '@kfunc-census/errors';
import type { IntakeClock } from './ports.ts';
import type { RollUpStore } from './roll-ups.ts';

/** `quarantined`: out of every answer. */
export type TenantState = 'active' | 'quarantined';

/** An organisation of which reports are stored. */
export interface Tenant {
  readonly organisation: string;
  readonly state: TenantState;
  /** When it got this state, Unix milliseconds; undefined for one that was always active. */
  readonly since: number | undefined;
  /** UTC days on which it reported. */
  readonly days: number;
}

/** Keeps which organisations are in answers. Nothing of an organisation is removed. */
export interface TenantStore {
  /** By name. Rejects with `store/unavailable`. */
  list(): Promise<readonly Tenant[]>;
  /** The state that holds from `since` (Unix milliseconds) on; the newest one does. */
  set(organisation: string, state: TenantState, since: number): Promise<void>;
}

/** What a change of state works with. */
export interface TenantOptions {
  readonly tenants: TenantStore;
  readonly rollUps: Pick<RollUpStore, 'invalidate'>;
  readonly clock: IntakeClock;
}

/**
 * Takes an organisation out of every answer, at once, or back in. Throws `tenant/unknown` for one of
 * which no report is stored.
 */
export async function setTenantState(
  { tenants, rollUps, clock }: TenantOptions,
  organisation: string,
  state: TenantState,
): Promise<void> {
  const all = await tenants.list();
  const known = all.find((tenant) => tenant.organisation === organisation);
  if (known === undefined) {
    const names =
      all
        .slice(0, 20)
        .map((tenant) => tenant.organisation)
        .join(', ') || 'none';
    throw new CensusError(
      'tenant/unknown',
      `No report of the organisation "${organisation}" is stored. Stored are those of: ${names}.`,
      { field: 'organisation' },
    );
  }
  // What a builder began while the organisation was out may be of nothing: it must not stand now.
  if (state === 'active') await rollUps.invalidate(organisation);
  // The newest state holds: a clock that is behind that of the last change must not lose this one.
  await tenants.set(organisation, state, Math.max(clock.now(), (known.since ?? 0) + 1));
}
