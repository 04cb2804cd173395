/**
 * `npm run dashboards:render [-- FOLDER]`: draws each dashboard from the demo fleet with Grafana's own React
 * components in headless Chromium, into docs/pictures. Says nothing of whether Grafana loads the files. Its
 * packages are no part of the normal install: `npm ci --ignore-scripts --legacy-peer-deps` in this folder; Chromium
 * is that of the system, or $CHROMIUM.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { root } from '../../lib/run.ts';
import { bundlePage } from './bundle.ts';
import { type Drawn, drawings } from './drawings.ts';

const here = fileURLToPath(new URL('.', import.meta.url));
const browserPath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const width = 1600;

for (const [path, how] of [
  [join(here, 'node_modules'), `run: cd ${here} && npm ci --ignore-scripts --legacy-peer-deps`],
  [browserPath, 'install chromium, or set CHROMIUM'],
] as const)
  if (!existsSync(path)) {
    console.error(`${path} is not there; ${how}`);
    process.exit(2);
  }

const html = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="/uPlot.css">
<style>body { margin: 0; font-family: Inter, "DejaVu Sans", sans-serif; }</style><div id="root"></div><script src="/page.js"></script>`;

async function serve(script: string, drawn: readonly Drawn[]): Promise<Server> {
  const css = readFileSync(join(here, 'node_modules/uplot/dist/uPlot.min.css'), 'utf8');
  const server = createServer(({ url = '/' }, response) => {
    const [path = '', uid] = url.split('?');
    const texts: Record<string, readonly [type: string, text: string]> = {
      '/': ['text/html', html],
      '/page.js': ['text/javascript', script],
      '/uPlot.css': ['text/css', css],
      '/drawing': ['application/json', JSON.stringify(drawn.find((one) => one.uid === uid))],
    };
    const [type, text] = texts[path] ?? ['text/plain', ''];
    response.writeHead(texts[path] === undefined ? 404 : 200, { 'content-type': type }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const folder = resolve(root, process.argv[2] ?? 'docs/pictures');
mkdirSync(folder, { recursive: true });
const script = await bundlePage(here);
const drawn = await drawings();
const server = await serve(script, drawn);
const { port } = server.address() as AddressInfo;
const browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
try {
  for (const { uid, height } of drawn) {
    const page = await browser.newPage({ viewport: { width, height } });
    page.on('pageerror', (error) => {
      console.error(`${uid}: ${error.message}`);
      process.exitCode = 1;
    });
    await page.goto(`http://127.0.0.1:${port}/?${uid}`);
    await page.waitForSelector('[data-drawn]', { state: 'attached' });
    const png = await page.screenshot();
    writeFileSync(join(folder, `${uid}.png`), png);
    console.log(`${uid}.png ${Math.round(png.length / 1024)} KiB`);
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}
