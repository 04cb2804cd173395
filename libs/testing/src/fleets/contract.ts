import type { UsageReader } from '@kfunc-census/query';
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

/** What a store says of a kfunc of vmlinux on one day of a fleet, over all its organisations. */
async function storedUse(
  { reader }: StoreSubject,
  { days, organisations }: Fleet,
  day: number,
  name: string,
): Promise<TrueUse> {
  const window = { from: days[day] ?? '', to: days[day] ?? '' };
  const sum = { users: 0, exposed: 0, userOrganisations: 0, exposedOrganisations: 0 };
  for (const organisation of organisations) {
    const modules = await reader.kfunc({ organisation }, window, {}, name);
    const figures = modules.find(({ module }) => module === 'vmlinux');
    sum.users += figures?.users ?? 0;
    sum.exposed += figures?.exposed ?? 0;
    sum.userOrganisations += figures?.userOrganisations ?? 0;
    sum.exposedOrganisations += figures?.exposedOrganisations ?? 0;
  }
  return sum;
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
        for (const { day } of replay.events)
          for (const name of replay.kfuncs)
            expect(
              await storedUse(use(), fleet, day, name),
              `${name} on ${fleet.days[day]}`,
            ).toEqual(trueUse(fleet, day, name));
      },
    );

    fleetCases(use, { it, expect });
  });
}
