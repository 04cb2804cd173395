/** `npm run docs` writes the generated references; without --write it only checks, for lint. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { buildStale, root } from '../lib/run.ts';

buildStale();
const { allPages } = await import('./all-pages.ts');
const { stalePages } = await import('./stale.ts');

const pages = await allPages();
const stale = stalePages(pages, (path) => {
  const file = join(root, path);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
});
if (process.argv.includes('--write')) {
  for (const { path, text } of pages.filter((page) => stale.includes(page.path))) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    console.log(`written: ${path}`);
  }
} else if (stale.length > 0) {
  console.error(`stale: ${stale.join(', ')}. Run \`npm run docs\`.`);
  process.exitCode = 1;
} else console.log(`${pages.length} generated pages are up to date`);
