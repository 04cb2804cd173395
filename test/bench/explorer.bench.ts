/**
 * `npm run bench explorer`: what the first page of the explorer loads, and how long it takes on the demo
 * fleet until the list of kfuncs is painted, in a browser without cache. Fails when the scripts are over
 * their budget; times are printed, since they are those of the machine. Needs Chromium.
 */
import { join } from 'node:path';
import { pageFiles, scriptBudget, scriptBytes } from '../../tools/explorer/page-bytes.ts';
import { root } from '../../tools/lib/run.ts';
import { openPage, startBrowser } from '../explorer/browser.ts';
import { startDemo } from '../explorer/demo.ts';

const rounds = 7;

const files = pageFiles(join(root, 'apps/explorer/dist/site'));
for (const { name, bytes, gzipBytes } of files)
  console.log(`${name.replace(/-[^.]+/, '')}: ${bytes} bytes, ${gzipBytes} after gzip`);

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const line = (what: string, values: readonly number[]): string =>
  `${what}: median ${median(values).toFixed(0)} ms, ${Math.min(...values).toFixed(0)} to ${Math.max(...values).toFixed(0)} ms`;

/** Tells by the frames of the page itself, without the way to and from the driver, when the list is on the screen. */
const watchList = `globalThis.listPainted = new Promise((done) => {
  const look = () => document.querySelector('tbody tr') === null
    ? requestAnimationFrame(look)
    : requestAnimationFrame(() => done(performance.now()));
  requestAnimationFrame(look);
})`;

const firstPaint: number[] = [];
const list: number[] = [];
const api: number[] = [];

const app = await startDemo();
const browser = await startBrowser();
try {
  for (let round = 0; round <= rounds; round += 1) {
    const token = app.token('demo.read.token');
    const { page, close } = await openPage(browser, app.queryUrl, { token });
    await page.addInitScript(watchList);
    await page.goto(`${app.queryUrl}/`, { waitUntil: 'commit' });
    await page.locator('tbody tr').first().waitFor();
    const painted = (await page.evaluate('listPainted')) as number;
    const first = (await page.evaluate(
      "performance.getEntriesByName('first-contentful-paint')[0].startTime",
    )) as number;
    const asked = (await page.evaluate(
      "performance.getEntriesByType('resource').find(({ name }) => name.includes('/v1/kfuncs')).duration",
    )) as number;
    await close();
    // The first round warms the engine of the store.
    if (round === 0) continue;
    firstPaint.push(first);
    list.push(painted);
    api.push(asked);
  }
} finally {
  await browser.close();
  await app.stop();
}
console.log(line('first contentful paint', firstPaint));
console.log(line('list of kfuncs painted', list));
console.log(line('of which the API takes', api));
const bytes = scriptBytes(files);
console.log(`JavaScript ${bytes} of at most ${scriptBudget} bytes after gzip`);
if (bytes > scriptBudget) process.exitCode = 1;
