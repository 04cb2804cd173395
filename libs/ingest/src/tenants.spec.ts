import { describe, expect, it } from 'vitest';
import { setTenantState, type Tenant, type TenantState, type TenantStore } from './tenants.ts';

/** A store of one organisation that keeps every state; the newest one holds. */
function memoryTenants(organisation: string) {
  const calls: string[] = [];
  const states: { readonly state: TenantState; readonly since: number }[] = [];
  const newest = () => states.toSorted((a, b) => b.since - a.since)[0];
  const tenants: TenantStore = {
    list: async (): Promise<readonly Tenant[]> => [
      { organisation, state: newest()?.state ?? 'active', since: newest()?.since, days: 3 },
    ],
    set: async (_, state, since) => {
      calls.push(state);
      states.push({ state, since });
    },
  };
  const rollUps = { invalidate: async (name: string) => void calls.push(`invalidate ${name}`) };
  const set = (state: TenantState, now: number, name = organisation) =>
    setTenantState({ tenants, rollUps, clock: { now: () => now } }, name, state);
  return { calls, set, stateNow: () => newest()?.state };
}

describe('setTenantState', () => {
  it('puts roll-ups out of use before an organisation is in answers again', async () => {
    const { calls, set } = memoryTenants('acme');
    await set('quarantined', 1000);
    await set('active', 2000);
    expect(calls).toEqual(['quarantined', 'invalidate acme', 'active']);
  });

  it('changes the state although the clock is behind that of the last change', async () => {
    const { set, stateNow } = memoryTenants('acme');
    await set('quarantined', 9000);
    await set('active', 10);
    expect(stateNow()).toBe('active');
    await set('quarantined', 10);
    expect(stateNow()).toBe('quarantined');
  });

  it('refuses an organisation of which nothing is stored, and names those that are', async () => {
    const { calls, set } = memoryTenants('acme');
    await expect(set('quarantined', 1, 'acne')).rejects.toMatchObject({
      code: 'tenant/unknown',
      field: 'organisation',
      message: expect.stringContaining('acme'),
    });
    expect(calls).toEqual([]);
  });
});
