/** `npm run dashboards:build`: writes the JSON of the dashboards and the view of the lifecycle data. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../lib/run.ts';
import { outputs } from './outputs.ts';

for (const [path, text] of outputs()) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  console.log(path);
}
