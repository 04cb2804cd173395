/**
 * `npm run test:fleets [-- --runs N] [--read N] [--seed N] [--forged N]`: the long form of the fleet
 * checks in the in-process engine. Random fleets (200) are asked over the HTTP routes of the API, whose
 * every figure must be true of the fleet; of some (20) all that the reader gives must equal what the
 * oracle finds in the lines, ids and order included; an organisation with forged hosts (10^6) must count
 * as one. Prints what was met.
 */
import { deepStrictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type OpenStore, openStore } from '@kfunc-census/clickhouse';
import { checkStore, poisonedShares } from '@kfunc-census/testing';
import { checkStoredFleets } from '../questions/check-stored-fleets.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    read: { type: 'string', default: '20' },
    seed: { type: 'string' },
    forged: { type: 'string', default: '1000000' },
  },
});
const runs = Number(values.runs);
const read = Number(values.read);
const forged = Number(values.forged);
const seed = values.seed === undefined ? {} : { seed: Number(values.seed) };
/** What so many fleets must meet of the API. */
const cases = [
  ...['list', 'wideList', 'detail', 'losses', 'openDays', 'reopenedDays'],
  ...['strata', 'loaders', 'organisationInterval', 'zeroBound', 'migration', 'guards', 'rolled up'],
  ...['family', 'part strata', 'part uses', 'part co-use'],
  ...['does-not-link', 'cannot-tell', 'takes-fallback', 'links'],
];

/** Does it, and prints how long it took. */
async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  console.log(`${what}: ${seconds} s, ${JSON.stringify(result)}`);
  return result;
}

/** Works on a store of its own: marks of days speak of all fleets of a store. */
async function withStore<T>(work: (open: OpenStore) => Promise<T>): Promise<T> {
  const path = mkdtempSync(join(tmpdir(), 'census-fleets-'));
  const open = await openStore({ kind: 'embedded', path });
  try {
    await open.migrate();
    return await work(open);
  } finally {
    await open.close();
    rmSync(path, { recursive: true, force: true });
  }
}

if (runs > 0) {
  const work = () => withStore((open) => checkStoredFleets(open, { runs, ...seed }));
  const met = await timed(`${runs} random fleets over HTTP`, work);
  // Of so many fleets some must meet each case; of fewer they need not.
  if (runs >= 200)
    deepStrictEqual(
      cases.filter((name) => met[name] === undefined),
      [],
    );
}
if (read > 0) {
  const work = () => withStore((open) => checkStore(open, { runs: read, ...seed }));
  await timed(`${read} random fleets read`, work);
}
if (forged > 0) {
  const work = () => withStore((open) => poisonedShares(open, 'long', forged));
  deepStrictEqual(await timed(`${forged} forged hosts`, work), [
    { hosts: [forged, forged], organisations: [1, 1] },
    { hosts: [0, 3], organisations: [0, 1] },
  ]);
}
