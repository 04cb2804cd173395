/**
 * `npm test`: builds, then runs every test. The last line is `N passed, N failed, N skipped`; each
 * skipped test is named with its reason. Arguments go to Vitest.
 */
import { runCounted } from './lib/counted.ts';
import { buildAll } from './lib/run.ts';

buildAll();
runCounted(process.argv.slice(2));
