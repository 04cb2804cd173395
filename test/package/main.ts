/** `npm run test:package`: builds the packages, and lives through an install. Arguments go to Vitest. */
import { runCounted } from '../../tools/lib/counted.ts';

runCounted(['--config', 'test/package/vitest.config.ts', ...process.argv.slice(2)]);
