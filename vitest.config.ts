import { defineConfig } from 'vitest/config';

const ssr = { resolve: { conditions: ['@kfunc-census/source'] } };
const built = ['**/node_modules/**', '**/dist/**'];
const slow = { testTimeout: 60_000, hookTimeout: 120_000 };

/**
 * `unit` needs nothing but Node. `int` needs real parts (Kafka, ClickHouse, child processes).
 * `kernel` scans this host, one file at a time: programs that another file loads or unloads during a
 * scan would be churn. The groups run one after another; a file whose part is absent reports itself as
 * skipped, with the reason.
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
          sequence: { groupOrder: 0 },
          include: ['{libs,apps,tools,test/captures}/**/*.spec.ts'],
          exclude: built,
        },
      },
      {
        ssr,
        test: {
          name: 'int',
          // They wait more than they work.
          maxWorkers: 3,
          sequence: { groupOrder: 1 },
          include: ['{libs,apps,tools}/**/*.int-spec.ts'],
          exclude: built,
          ...slow,
        },
      },
      {
        ssr,
        test: {
          name: 'kernel',
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          include: ['test/**/*.{int,e2e}-spec.ts'],
          exclude: built,
          ...slow,
        },
      },
    ],
  },
});
