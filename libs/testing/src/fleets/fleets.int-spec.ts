import { describe, expect, it } from 'vitest';
import type { World } from '../builders.ts';
import { createUsageOracle } from '../usage-oracle.ts';
import { checkFleets } from './check-fleets.ts';
import { lineDefects, readerDefects } from './defects.ts';

const tries = { runs: 200, seed: 6 };
const createOracle = async (world: World) => createUsageOracle(world);

describe('random fleets', () => {
  it('have a truth that the oracle finds in their lines, and every case of the definitions', async () => {
    const met = await checkFleets({ ...tries, open: createOracle });
    for (const [name, times] of Object.entries(met))
      expect(times, `${name}: ${JSON.stringify(met)}`).toBeGreaterThan(0);
  });

  for (const [what, defect] of Object.entries(readerDefects))
    it(`tell a reader that ${what}`, async () => {
      const open = async (world: World) => defect(createUsageOracle(world));
      const check = checkFleets({ ...tries, open, endOnFailure: true });
      await expect(check).rejects.toThrow(/Property failed/);
    });

  for (const [what, meddle] of Object.entries(lineDefects))
    it(`tell lines that ${what}`, async () => {
      const check = checkFleets({ ...tries, open: createOracle, meddle, endOnFailure: true });
      await expect(check).rejects.toThrow(/Property failed/);
    });
});
