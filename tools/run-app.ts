/** `node tools/run-app.ts APP [ARGS…]`: builds what is stale, then runs one of the apps. */
import { becomeNode, buildStale, root } from './lib/run.ts';

const [app, ...args] = process.argv.slice(2);
buildStale();
becomeNode([`${root}/apps/${app}/dist/main.js`, ...args]);
