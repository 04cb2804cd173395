import type { KfuncFigures, UsageReader } from '@kfunc-census/query';
import { storeLines } from '../builders.ts';
import type { SuiteApi } from '../queue-contract-kit.ts';
import type { StoreSubject } from '../store-subject.ts';
import { checkFleets } from './check-fleets.ts';
import { readerDefects } from './defects.ts';
import { disturbed } from './disturb.ts';
import type { Fleet } from './fleet.ts';
import { fleetCases } from './fleet-cases.ts';
import { poisonedFleet, poisonedKfunc } from './poison.ts';
import { Random } from './random.ts';
import { replays, type TrueUse, trueUse } from './replays.ts';
import { queriesOf, storeFleet } from './store-fleet.ts';

/** How much of it: random fleets, and hosts of the organisation that forges them. */
export interface FleetContractOptions {
  readonly runs: number;
  readonly forgedHosts: number;
}

/** Settings of `checkStore`. */
export interface StoreCheck {
  readonly runs: number;
  /** Seed of fast-check; random unless given. */
  readonly seed?: number;
  /** Makes the reader wrong; the check ends with the first failure then. */
  readonly defect?: (reader: UsageReader) => UsageReader;
}

/** Answers of random fleets through a store; see `checkFleets`. */
export async function checkStore(subject: StoreSubject, { defect, ...check }: StoreCheck) {
  return await checkFleets({
    ...check,
    endOnFailure: defect !== undefined,
    open: async (world, run) => {
      for (const part of disturbed(world, new Random('disturbed', run)))
        await subject.store.insert(storeLines(part));
      return defect === undefined ? subject.reader : defect(subject.reader);
    },
  });
}

/** Shares of the poisoned organisation and of the honest one, as the API says them. */
export async function poisonedShares(subject: StoreSubject, salt: string, forged: number) {
  const fleet = poisonedFleet(salt, forged);
  await storeFleet(subject, fleet);
  const queries = queriesOf(subject, fleet);
  const shares = [];
  for (const organisation of fleet.organisations) {
    const { kfuncs } = await queries.kfunc({ organisation }, poisonedKfunc.name, { days: 1 });
    const [answer] = kfuncs;
    shares.push({
      hosts: [answer?.hosts.users, answer?.hosts.exposed],
      organisations: [answer?.organisations.users, answer?.organisations.exposed],
    });
  }
  return shares;
}

/** What a store says of kfuncs of vmlinux on one day of a fleet, over all its organisations. */
async function storedUses(
  { reader }: StoreSubject,
  { days, organisations }: Fleet,
  day: number,
  names: readonly string[],
): Promise<readonly TrueUse[]> {
  const window = { from: days[day] ?? '', to: days[day] ?? '' };
  const all: KfuncFigures[] = [];
  for (const organisation of organisations)
    all.push(...(await reader.kfuncs({ organisation }, window, {})));
  return names.map((asked) => {
    const of = all.filter(({ name, module }) => name === asked && module === 'vmlinux');
    const sum = (part: keyof TrueUse) => of.reduce((total, figures) => total + figures[part], 0);
    return {
      users: sum('users'),
      exposed: sum('exposed'),
      userOrganisations: sum('userOrganisations'),
      exposedOrganisations: sum('exposedOrganisations'),
    };
  });
}

/**
 * What a store must answer of whole fleets, as a Vitest suite. `use` gives the open store; pass the
 * module `vitest` as `api`.
 */
export function fleetContract(
  name: string,
  use: () => StoreSubject,
  { describe, it, expect }: SuiteApi,
  { runs, forgedHosts }: FleetContractOptions,
): void {
  describe(`fleet contract: ${name}`, { timeout: 600_000 }, () => {
    it(`answers of ${runs} random fleets what is true of them`, async () => {
      const met = await checkStore(use(), { runs });
      expect(met.used + met.neverUsed + met.notExposed).toBeGreaterThan(runs / 4);
    });

    it('tells a reader that is wrong from this one', async () => {
      const defect = readerDefects['has one exposed host too many'];
      expect(defect).toBeDefined();
      const check = checkStore(use(), { runs: 20, ...(defect === undefined ? {} : { defect }) });
      await expect(check).rejects.toThrow(/Property failed/);
    });

    it('counts one organisation, however many hosts it forges', async () => {
      expect(await poisonedShares(use(), 'contract', forgedHosts)).toEqual([
        { hosts: [forgedHosts, forgedHosts], organisations: [1, 1] },
        { hosts: [0, 3], organisations: [0, 1] },
      ]);
    });

    it.each(replays)(
      'says of the replay $name on the days of its events what is true',
      async (replay) => {
        const fleet = replay.fleet();
        await storeFleet(use(), fleet);
        for (const { day } of replay.events) {
          const stored = await storedUses(use(), fleet, day, replay.kfuncs);
          const meant = replay.kfuncs.map((name) => trueUse(fleet, day, name));
          expect(stored, fleet.days[day]).toEqual(meant);
        }
      },
    );

    fleetCases(use, { it, expect });
  });
}
