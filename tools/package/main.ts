/** `npm run package [-- --architecture amd64|arm64]`: agent packages into dist/packages. */
import { statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../lib/run.ts';
import { buildPackages } from './build.ts';
import { architectures } from './npm-parts.ts';

const { values } = parseArgs({ options: { architecture: { type: 'string' } } });
const chosen = architectures.filter(
  (each) => values.architecture === undefined || each === values.architecture,
);
if (chosen.length === 0) {
  console.error(`--architecture is one of ${architectures.join(', ')}`);
  process.exitCode = 2;
} else
  for (const { path } of await buildPackages(join(root, 'dist/packages'), {
    architectures: chosen,
  }))
    console.log(`${relative(root, path)}: ${(statSync(path).size / 1e6).toFixed(1)} MB`);
