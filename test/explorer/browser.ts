/** The explorer in Debian's Chromium, watched for what a page must not do. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { realPart } from '@kfunc-census/testing';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

/** What of the browser's document is used here; this is compiled without its types. */
declare const document: { querySelector(selector: string): unknown };

const executablePath = '/usr/bin/chromium';

/** Whether the browser is there. */
export const chromiumPart = (name: string) =>
  realPart(name, () => existsSync(executablePath) || 'chromium is not installed');

/** Starts the browser; root has no sandbox. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath, args: ['--no-sandbox'] });

/** A page with what went wrong on it so far. */
export interface Watched {
  readonly page: Page;
  /** Messages of the console of level error or warning, errors that nothing caught, refusals by CSP. */
  readonly faults: string[];
  /** Addresses of requests to anything but the server of the page. */
  readonly foreign: string[];
  close(): Promise<void>;
}

/** How a page is opened. */
export interface OpenOptions extends BrowserContextOptions {
  /** Kept as the page keeps it; '' for none. */
  readonly token?: string;
}

/** A page in a context of its own. `origin`: the one to which requests may go. */
export async function openPage(
  browser: Browser,
  origin: string,
  { token = '', ...options }: OpenOptions = {},
): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  await context.addInitScript((kept) => {
    if (kept !== '') sessionStorage.setItem('kfunc-census:token', kept);
  }, token);
  const page = await context.newPage();
  const faults: string[] = [];
  const foreign: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.origin !== origin && url.protocol !== 'data:') foreign.push(request.url());
  });
  return { page, faults, foreign, close: () => context.close() };
}

/** Resolves once the page shows a title, and no part of it waits for an answer. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () =>
      document.querySelector('h1') !== null && document.querySelector('.waiting, .stale') === null,
    undefined,
    { timeout: 30_000 },
  );
}

/** Pixels by which the page is wider than the window; 0 or less where nothing is cut off. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - innerWidth');

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResult {
  readonly violations: readonly {
    readonly id: string;
    readonly impact: string | null;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

/** Serious and critical violations of accessibility rules, each with the first element. */
export async function seriousViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const { violations } = (await page.evaluate('axe.run(document)')) as AxeResult;
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}

/** The texts of the cells of a table, by row, with spaces as one. */
export async function rowsOf(page: Page, caption: string | RegExp): Promise<string[][]> {
  const table = page.locator('table', { has: page.locator('caption', { hasText: caption }) });
  return table
    .first()
    .locator(':scope > tbody > tr')
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children].map((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()),
      ),
    );
}
