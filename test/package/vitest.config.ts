import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** A suite of its own: it makes 240 MB of packages, and boots a machine. */
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  ssr: { resolve: { conditions: ['@kfunc-census/source'] } },
  test: {
    include: ['test/package/*.package-spec.ts'],
    globalSetup: 'test/package/build-once.ts',
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 600_000,
  },
});
