/**
 * Writes the recorded result that tools/kernels/judge.spec.ts judges:
 *
 *   npm run test:kernels -- 6.12 --keep DIR
 *   node --conditions=@kfunc-census/source test/vm/keep-result.ts DIR/kernels-…/6.12/out
 *
 * Catalogues are cut to three kfuncs each, logs of what was loaded are left out.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { type GuestResult, readResult } from './result.ts';

const result = readResult(process.argv[2] ?? '');
const kept: GuestResult = {
  ...result,
  loads: Object.fromEntries(
    Object.entries(result.loads).map(([name, { status }]) => [name, { status, log: '' }]),
  ),
  catalogues: result.catalogues.map((each) => ({ ...each, kfuncs: each.kfuncs.slice(0, 3) })),
};
const path = fileURLToPath(new URL('./recorded/6.12.json.gz', import.meta.url));
writeFileSync(path, gzipSync(JSON.stringify(kept)));
