import { defineConfig } from 'vitest/config';

const ssr = { resolve: { conditions: ['@kfunc-census/source'] } };

/**
 * `unit` needs nothing but Node. `int` needs real parts (this kernel, Kafka, ClickHouse): each file
 * says which, and reports itself as skipped, with the reason, where the part is absent.
 */
export default defineConfig({
  test: {
    projects: [
      {
        ssr,
        test: {
          name: 'unit',
          // Unit tests share nothing but modules, which are the dear part to load.
          isolate: false,
          pool: 'threads',
          include: ['{libs,apps,tools}/**/*.spec.ts', 'test/unit/**/*.spec.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
        },
      },
      {
        ssr,
        test: {
          name: 'int',
          include: ['{libs,apps,tools}/**/*.int-spec.ts', 'test/**/*.{int,e2e}-spec.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
