/**
 * `npm run explorer:pictures`: pictures of every page of the explorer on the demo fleet, light and dark,
 * wide and 360 pixels narrow, in docs/pictures/explorer.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openPage, settled, startBrowser } from '../../test/explorer/browser.ts';
import { demoPages, startDemo } from '../../test/explorer/demo.ts';
import { publish, week } from '../../test/explorer/published-week.ts';
import { buildStale, root } from '../lib/run.ts';
import { indexedPng } from './indexed-png.ts';

buildStale();
const folder = join(root, 'docs/pictures/explorer');
mkdirSync(folder, { recursive: true });

/** How high a picture is at most, in pixels: the foot of a long page shows nothing new. */
const tallest = 2000;
const shapes = [
  ['wide', { width: 1100, height: 800 }],
  ['narrow', { width: 360, height: 740 }],
] as const;

/** Pictures of one page in one shape, light and dark. */
async function take(name: string, path: string, [shape, viewport]: (typeof shapes)[number]) {
  const { page, close } = await openPage(browser, app.queryUrl, { token, viewport });
  // The demo has published no week: this one is made up.
  await publish(page, week);
  await page.goto(`${app.queryUrl}/${path}`);
  await settled(page);
  const height = Number(await page.evaluate('document.documentElement.scrollHeight'));
  await page.setViewportSize({ ...viewport, height: Math.min(height, tallest) });
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const picture = indexedPng(await page.screenshot());
    writeFileSync(join(folder, `${name}-${shape}-${colorScheme}.png`), picture);
  }
  await close();
}

const app = await startDemo();
const token = app.token('demo.read.token');
const browser = await startBrowser();
try {
  for (const [name, path] of Object.entries({ ...demoPages, weeks: 'weeks' }))
    for (const shape of shapes) await take(name, path, shape);
} finally {
  await browser.close();
  await app.stop();
}
