/** Stores of every size, hostile names and refusals, as the explorer shows them. */
import type { KfuncListAnswer } from '@kfunc-census/query';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AllInOne } from '../e2e/all-in-one.ts';
import {
  chromiumPart,
  openPage,
  overflowOf,
  rowsOf,
  seriousViolations,
  settled,
  startBrowser,
} from './browser.ts';
import { startRecorded } from './demo.ts';
import { publish, week } from './published-week.ts';

const part = chromiumPart('the explorer on stores of every size');

/** Puts another value in place of every one of these fields, however deep. */
function replaced(
  value: unknown,
  fields: Readonly<Record<string, (old: unknown, owner: object) => unknown>>,
): unknown {
  if (Array.isArray(value)) return value.map((each) => replaced(each, fields));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, old]) => [
      key,
      fields[key]?.(old, value) ?? replaced(old, fields),
    ]),
  );
}

/** Changes what the API answers on its way to the page. */
async function intercept(
  page: Page,
  change: (answer: unknown, path: string) => unknown,
): Promise<void> {
  await page.route('**/v1/**', async (route) => {
    const response = await route.fetch();
    const isJson = response.headers()['content-type']?.includes('application/json') === true;
    if (!isJson) return route.fulfill({ response });
    const path = new URL(route.request().url()).pathname;
    return route.fulfill({ response, json: change(await response.json(), path) });
  });
}

describe.skipIf(part.skip)(part.title, () => {
  let app: AllInOne;
  let browser: Browser;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startRecorded(), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });
  const open = (tokenFile: string) =>
    openPage(browser, app.queryUrl, { token: app.token(tokenFile) });

  it('says of an empty store that nothing is known, on every page', async () => {
    // No host of this organisation could be read.
    const { page, faults, close } = await open('read.token');
    await page.goto(`${app.queryUrl}/`);
    await settled(page);
    expect(await page.locator('main').innerText()).toContain('No report has arrived yet');
    await page.goto(`${app.queryUrl}/coverage`);
    await settled(page);
    const coverage = await page.locator('main').innerText();
    expect(coverage).toContain('nobody reported in these days');
    expect(coverage).not.toContain('0 of 0');
    await page.goto(`${app.queryUrl}/kernels`);
    await settled(page);
    expect(await page.locator('main').innerText()).toContain('No host has reported a kernel yet.');
    expect(faults).toEqual([]);
    await close();
  });

  it('shows one host as one of one', async () => {
    const { page, faults, close } = await open('recorded.read.token');
    await page.goto(`${app.queryUrl}/kfunc/bpf_dynptr_from_skb`);
    await settled(page);
    expect(await page.locator('.headline').innerText()).toMatch(/1 of 1\s+100\.0\s%/);
    expect(await seriousViolations(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  it('shows a million hosts in figures that can be read, on a narrow screen too', async () => {
    const { page, faults, close } = await open('recorded.read.token');
    await page.setViewportSize({ width: 360, height: 740 });
    const hosts = (many: number) => (old: unknown) =>
      typeof old === 'number' ? old * many : undefined;
    const all = hosts(1_000_000);
    const fields = { users: hosts(256_410), exposed: all, reporting: all, complete: all };
    await intercept(page, (answer) => replaced(answer, fields));
    await page.goto(`${app.queryUrl}/`);
    await settled(page);
    expect(await page.locator('tbody').innerText()).toContain('256,410 of 1,000,000');
    // Days of every kfunc over as many hosts are asked for only when they are wanted.
    expect(await page.locator('svg.spark').count()).toBe(0);
    await page.getByRole('link', { name: 'show it' }).click();
    await page.locator('svg.spark').first().waitFor();
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    await page.goto(`${app.queryUrl}/kfunc/bpf_dynptr_from_skb`);
    await settled(page);
    expect(await page.locator('.headline').innerText()).toContain('256,410 of 1,000,000');
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect(faults).toEqual([]);
    await close();
  });

  it('draws days of which nothing is known as unknown, never as zero', async () => {
    // The host reported today alone.
    const { page, close } = await open('recorded.read.token');
    await page.goto(`${app.queryUrl}/kfunc/bpf_dynptr_from_skb?days=7`);
    await settled(page);
    const line = await page.locator('#time path.users').getAttribute('d');
    expect(line).toMatch(/^M[\d.]+ [\d.]+h0\.01$/);
    expect(await page.locator('#time rect.silent').count()).toBe(6);
    expect(await page.locator('#time rect.open').count()).toBe(1);
    await page.locator('#time summary').click();
    const days = await rowsOf(page, 'Users and exposed hosts by UTC day');
    expect(days.map(([, ...cells]) => cells)).toEqual([
      ...Array.from({ length: 6 }, () => ['unknown', 'unknown', expect.any(String)]),
      ['1', '1', 'incomplete: it can still grow'],
    ]);
    await close();
  });

  it('shows what is withheld of a published week as withheld, and draws no share of it', async () => {
    const { page, faults, close } = await open('recorded.read.token');
    await publish(page, week);
    await page.goto(`${app.queryUrl}/weeks`);
    await settled(page);
    const rows = await rowsOf(page, 'Kfuncs in the published week');
    expect(rows.map(([, hosts]) => hosts)).toEqual([
      '0 of 400 none seen',
      '1 to 4 of 400 share withheld',
    ]);
    await page.locator('main summary').first().click();
    const text = await page.locator('main').innerText();
    expect(text).toContain('completely covered: withheld; silent: 1 to 4.');
    expect(text).toContain('1 to 4 of withheld');
    expect(text).toContain('Withheld: a small number could be calculated from it.');
    expect(await seriousViolations(page)).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  it('says on a forecast that builds of the kernel differ', async () => {
    const { page, close } = await open('recorded.read.token');
    await intercept(page, (answer, path) =>
      path.endsWith('/v1/kernels')
        ? replaced(answer, {
            catalogues: (old) => [
              ...(old as object[]),
              { ...(old as object[])[0], catalogue: 'f'.repeat(32) },
            ],
          })
        : answer,
    );
    await page.goto(`${app.queryUrl}/what-if`);
    await settled(page);
    const sentence = page.getByText('Builds of this kernel differ');
    expect(await sentence.count()).toBe(0);
    const form = page.locator('form', { hasText: 'Hosts get another kernel' });
    await form.locator('select').nth(1).selectOption({ index: 1 });
    await sentence.waitFor();
    await settled(page);
    await close();
  });

  it('shows hostile names as text', async () => {
    const hostile = [
      '<img src=x onerror="document.title=`owned`"><script>document.title="owned"</script>',
      `"'><b>quoted</b>&amp;`,
      'שלום \u202Egnp.exe',
      'x'.repeat(300),
    ];
    const { page, faults, foreign, close } = await open('recorded.read.token');
    await page.setViewportSize({ width: 360, height: 740 });
    let turn = 0;
    const next = (old: unknown) =>
      typeof old === 'string' || old === null ? hostile[turn++ % hostile.length] : undefined;
    await intercept(page, (answer, path) => {
      if (path.endsWith('/v1/statements'))
        return {
          ...(answer as object),
          statements: hostile.map((text, index) => ({
            id: String(index),
            version: 1,
            who: text,
            how: text,
            why: text,
            contact: text,
            published: '2026-01-05',
          })),
        };
      // `name` is that of a program beside a loader, and of a kfunc elsewhere.
      const program = (old: unknown, owner: object) => ('loader' in owner ? next(old) : undefined);
      return replaced(answer, { name: program, loader: next, attach_target: next });
    });
    await page.goto(`${app.queryUrl}/kfunc/bpf_dynptr_from_skb`);
    await settled(page);
    const text = await page.locator('main').innerText();
    const asShown = (name: string) => name.replaceAll('\u202E', '\\u{202e}');
    for (const shown of hostile.map(asShown)) expect(text).toContain(shown);
    expect(await page.locator('main img, main script, main b').count()).toBe(0);
    expect(await page.title()).toBe('bpf_dynptr_from_skb · kfunc-census');
    const programs = (await rowsOf(page, 'Programs that show it')).map(([name = '']) => name);
    expect(programs.length).toBeGreaterThan(0);
    for (const name of programs) expect(hostile.map(asShown)).toContain(name);
    expect(await overflowOf(page)).toBeLessThanOrEqual(0);
    expect({ faults, foreign }).toEqual({ faults: [], foreign: [] });
    await close();
  });

  it('takes a hostile name in the address for a name that nothing has', async () => {
    const { page, close } = await open('recorded.read.token');
    await page.goto(
      `${app.queryUrl}/kfunc/${encodeURIComponent('<img src=x onerror=alert(1)>/"')}`,
    );
    await settled(page);
    expect(await page.locator('h1').textContent()).toBe('<img src=x onerror=alert(1)>/"');
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.getByRole('alert').first().innerText()).toContain('What to do:');
    await close();
  });

  it.each([
    ['?days=900', 'days: expected a whole number from 1 to 366.'],
    ['?until=2031-01-01', 'is in the future'],
    ['kfunc/bpf_task_releese', 'bpf_task_release'],
  ])('tells what is wrong with %s, and what to do', async (path, sentence) => {
    const { page, close } = await open('recorded.read.token');
    await page.goto(`${app.queryUrl}/${path}`);
    await settled(page);
    const alert = await page.getByRole('alert').first().innerText();
    expect(alert).toContain(sentence);
    expect(alert).toContain('What to do:');
    await close();
  });

  it('asks for a token, says that a wrong one was not taken, and forgets one', async () => {
    const { page, close } = await openPage(browser, app.queryUrl);
    await page.goto(`${app.queryUrl}/?days=7`);
    for (const typed of ['not-a-token', app.token('recorded.read.token')]) {
      await page.getByLabel('Token for reading').fill(typed);
      await page.getByRole('button', { name: 'Use it' }).click();
      await settled(page);
    }
    const { totals } = (await (
      await fetch(`${app.queryUrl}/v1/kfuncs?days=7`, {
        headers: { authorization: `Bearer ${app.token('recorded.read.token')}` },
      })
    ).json()) as KfuncListAnswer;
    expect(await page.locator('.chip').first().innerText()).toContain(String(totals.known));
    expect(await page.context().cookies()).toEqual([]);
    expect(page.url()).toBe(`${app.queryUrl}/?days=7`);
    await page.getByRole('button', { name: 'Forget token' }).click();
    await page.getByLabel('Token for reading').waitFor();
    await close();
  });

  it('says that the API cannot be reached when it cannot', async () => {
    const { page, close } = await open('recorded.read.token');
    await page.route('**/v1/**', (route) => route.abort());
    await page.goto(`${app.queryUrl}/`);
    await settled(page);
    expect(await page.getByRole('alert').innerText()).toContain('cannot be reached');
    await page.unroute('**/v1/**');
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.locator('.chip').first().waitFor();
    await close();
  });
});
