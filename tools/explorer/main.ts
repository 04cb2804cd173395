/** `node tools/explorer/main.ts`: builds the pages of the explorer when they are stale. */
import { buildExplorer } from './build-stale.ts';

process.exitCode = buildExplorer();
