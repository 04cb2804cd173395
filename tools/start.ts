/** `npm start`: builds what is stale, then runs everything in one process (apps/all-in-one). */
import { becomeNode, buildStale, root } from './lib/run.ts';

buildStale();
becomeNode(
  [
    '--enable-source-maps',
    '--disable-warning=ExperimentalWarning',
    `${root}/apps/all-in-one/dist/main.js`,
    ...process.argv.slice(2),
  ],
  {
    NODE_COMPILE_CACHE: `${root}/node_modules/.cache/compile`,
    // The answer is for a person; warnings and errors still show.
    CENSUS_LOG_LEVEL: process.env.CENSUS_LOG_LEVEL ?? 'warn',
  },
);
