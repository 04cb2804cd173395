/**
 * `npm run test:fleets [-- --runs N] [--seed N] [--forged N]`: the long form of the fleet contract in
 * the in-process engine: random fleets (200), whose answers must equal those of the oracle and the
 * truth, and an organisation with forged hosts (10^6), which must count as one. Prints what was met.
 */
import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openStore } from '@kfunc-census/clickhouse';
import { checkStore, poisonedShares } from '@kfunc-census/testing';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    seed: { type: 'string' },
    forged: { type: 'string', default: '1000000' },
  },
});
const runs = Number(values.runs);
const forged = Number(values.forged);

/** Does it, and prints how long it took. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${what}: ${seconds} s, ${JSON.stringify(result)}`);
  return result;
}

const path = mkdtempSync(join(tmpdir(), 'census-fleets-'));
const open = await openStore({ kind: 'embedded', path });
try {
  await open.migrate();
  if (runs > 0) {
    const seed = values.seed === undefined ? {} : { seed: Number(values.seed) };
    const met = await timed(`${runs} random fleets`, () => checkStore(open, { runs, ...seed }));
    // Of so many fleets some must meet each case; of fewer they need not.
    const missing = Object.entries(met).filter(([, times]) => times === 0);
    if (runs >= 200) deepStrictEqual(missing, []);
  }
  if (forged > 0) {
    const shares = await timed(`${forged} forged hosts`, () =>
      poisonedShares(open, 'long', forged),
    );
    deepStrictEqual(shares, [
      { hosts: [forged, forged], organisations: [1, 1] },
      { hosts: [0, 3], organisations: [0, 1] },
    ]);
  }
} finally {
  await open.close();
  rmSync(path, { recursive: true, force: true });
}
