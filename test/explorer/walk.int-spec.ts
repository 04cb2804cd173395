/** Every page of the explorer on the demo fleet, in a real browser. */
import type {
  CatalogueDiffAnswer,
  CoverageAnswer,
  ForecastAnswer,
  KernelListAnswer,
  KfuncDetailAnswer,
  KfuncListAnswer,
  StrataAnswer,
} from '@kfunc-census/query';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AllInOne } from '../e2e/all-in-one.ts';
import {
  chromiumPart,
  type OpenOptions,
  openPage,
  overflowOf,
  rowsOf,
  seriousViolations,
  settled,
  startBrowser,
  type Watched,
} from './browser.ts';
import { demoPages, replaySpan, startDemo } from './demo.ts';
import { startPrefixProxy } from './prefix-proxy.ts';

const part = chromiumPart('the explorer on the demo fleet');
const removed = 'bpf_wq_set_callback_impl';

describe.skipIf(part.skip)(part.title, () => {
  let app: AllInOne;
  let browser: Browser;
  let token: string;
  beforeAll(async () => {
    [app, browser] = await Promise.all([startDemo(), startBrowser()]);
    token = app.token('demo.read.token');
  });
  afterAll(async () => {
    await browser?.close();
    await app?.stop();
  });

  const open = (options: OpenOptions = {}): Promise<Watched> =>
    openPage(browser, app.queryUrl, { token, ...options });
  const go = async ({ page }: Watched, path: string): Promise<void> => {
    await page.goto(`${app.queryUrl}/${path}`);
    await settled(page);
  };
  async function api<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${app.queryUrl}/${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    expect([path, response.status]).toEqual([path, 200]);
    return (await response.json()) as T;
  }

  it.each(Object.entries(demoPages))(
    '%s: no fault, no foreign request, accessible',
    async (_, path) => {
      const watched = await open();
      const { page, faults, foreign } = watched;
      await go(watched, path);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        expect(await seriousViolations(page)).toEqual([]);
        await page.setViewportSize({ width: 360, height: 740 });
        expect(await overflowOf(page)).toBeLessThanOrEqual(0);
      }
      expect({ faults, foreign }).toEqual({ faults: [], foreign: [] });
      await watched.close();
    },
  );

  it('would see a fault, a foreign request and a violation', async () => {
    const watched = await open();
    const { page } = watched;
    await page.route('**/coverage', async (route) => {
      const response = await route.fetch();
      const script =
        '<script>document.documentElement.lang = "ran"</script><img src="assets/none">';
      const body = (await response.text()).replace('<body>', `<body>${script}`);
      await route.fulfill({ response, body });
    });
    await go(watched, 'coverage');
    await page.evaluate(() => fetch('http://127.0.0.1:9/elsewhere').catch(() => undefined));
    expect(await seriousViolations(page)).toEqual([expect.stringMatching(/^image-alt/)]);
    expect(await page.locator('html').getAttribute('lang')).toBe('en');
    expect(watched.faults.join()).toMatch(/inline script violates .*Content Security Policy/);
    // The policy stops it before it leaves, and still it is seen.
    expect([...watched.foreign, ...watched.faults].join()).toContain('elsewhere');
    await watched.close();
  });

  it('lists what the API lists, rarely used first', async () => {
    const { kfuncs, totals } = await api<KfuncListAnswer>('v1/kfuncs?sort=users');
    const watched = await open();
    await go(watched, '');
    const rows = await rowsOf(watched.page, 'Kfuncs with their users');
    expect(rows).toHaveLength(kfuncs.length);
    for (const { name, hosts, organisations } of kfuncs) {
      const row = rows.find(([title = '']) => title.split(' ')[0] === name);
      expect(row?.[1]).toContain(`${hosts.users} of ${hosts.exposed}`);
      expect(row?.[2]).toContain(`${organisations.users} of ${organisations.exposed}`);
    }
    const users = rows.map(([, text = '']) => Number(text.split(' ')[0]));
    expect(users).toEqual(users.toSorted((a, b) => a - b));
    const chips = await watched.page.locator('.chip').allTextContents();
    expect(chips.map((text) => Number.parseInt(text, 10))).toEqual([
      totals.known,
      totals.used,
      totals.unused,
      totals.not_exposed,
    ]);
    expect(await watched.page.locator('svg.spark').count()).toBe(totals.used);
    await watched.close();
  });

  it('searches as one types, keeps it in the address, and shows the same from there', async () => {
    const watched = await open();
    const { page } = watched;
    await go(watched, '');
    await page.getByLabel('Name', { exact: true }).fill('scx dispatch');
    await page.getByLabel('Order').selectOption('name');
    const shown = await rowsOf(page, 'Kfuncs with their users');
    expect(shown.map(([name = '']) => name.split(' ')[0])).toEqual(['scx_bpf_dispatch']);
    const link = page.url();
    expect(new URL(link).search).toBe('?q=scx+dispatch&order=name');
    const other = await open();
    await other.page.goto(link);
    await settled(other.page);
    expect(await rowsOf(other.page, 'Kfuncs with their users')).toEqual(shown);
    await other.close();
    await watched.close();
  });

  it('shows one kfunc as the API has it, to the text of the block', async () => {
    const query = `v1/kfuncs/${removed}`;
    const detail = await api<KfuncDetailAnswer>(`${query}?${replaySpan}`);
    const strata = await api<StrataAnswer>(`${query}/strata?by=line&${replaySpan}`);
    const kfunc = detail.kfuncs.find(({ module }) => module === 'vmlinux');
    const watched = await open();
    const { page } = watched;
    await go(watched, demoPages.kfunc ?? '');
    const headline = await page.locator('.headline').innerText();
    expect(headline).toContain(`${kfunc?.hosts.users} of ${kfunc?.hosts.exposed}`);
    expect(headline).toContain(`${kfunc?.organisations.users} of ${kfunc?.organisations.exposed}`);
    const lines = strata.kfuncs.find(({ module }) => module === 'vmlinux')?.strata.rows ?? [];
    const rows = await rowsOf(page, /^Users by kernel line, vmlinux/);
    expect(rows.map(([value]) => value)).toEqual(lines.map(({ value }) => value));
    for (const [index, { standing, hosts }] of lines.entries())
      expect(rows[index]?.[1]).toContain(
        standing === 'exposed' ? `${hosts.users} of ${hosts.exposed}` : 'not exposed',
      );
    await page.locator('#time summary').first().click();
    const days = await rowsOf(page, 'Users and exposed hosts by UTC day');
    expect(days.map(([day, exposed, users]) => [day, exposed, users])).toEqual(
      kfunc?.series.map(({ day, exposed, users }) => [day, String(exposed), String(users)]),
    );
    const block = await fetch(
      `${app.queryUrl}/${query}/evidence?format=text&days=28&${replaySpan}`,
      { headers: { authorization: `Bearer ${token}` } },
    );
    expect(await page.locator('#evidence pre').textContent()).toBe(await block.text());
    await watched.close();
  });

  it('leads from the start to the block of a removed kfunc, on the clipboard, in three clicks', async () => {
    const watched = await open({ token: '', permissions: ['clipboard-read', 'clipboard-write'] });
    const { page } = watched;
    await page.goto(`${app.queryUrl}/`);
    await page.getByLabel('Token for reading').fill(token);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: removed, exact: true }).click();
    await page.getByRole('button', { name: 'Copy evidence block' }).click();
    await page.getByText('Copied.').waitFor();
    const copied = await page.evaluate('navigator.clipboard.readText()');
    expect(copied).toBe(await page.locator('#evidence pre').textContent());
    expect(copied).toMatch(/^Evidence of use: bpf_wq_set_callback_impl\n/);
    // The permanent link names its days.
    const link = await page.getByRole('link', { name: 'Permanent link' }).getAttribute('href');
    expect(link).toMatch(
      /\/kfunc\/bpf_wq_set_callback_impl\?days=28&until=\d{4}-\d\d-\d\d#evidence$/,
    );
    expect([link, page.url()].join()).not.toContain(token);
    await watched.close();
  });

  it('forecasts what the API forecasts: kfuncs that go, a patch, another kernel', async () => {
    const watched = await open();
    const { page } = watched;
    const expected = async (body: object, query = replaySpan) => {
      const { classes } = await api<ForecastAnswer>(`v1/forecast?${query}`, body);
      return classes.map(({ reach }) => reach?.programs);
    };
    const shown = async () => {
      await settled(page);
      const values = await page.locator('.outcome .value').allTextContents();
      return values.map((text) => Number.parseInt(text.replaceAll(',', ''), 10));
    };
    await go(watched, demoPages['what-if'] ?? '');
    expect(await shown()).toEqual(await expected({ remove: [removed] }));
    const patch = [
      'diff --git a/kernel/bpf/helpers.c b/kernel/bpf/helpers.c',
      '--- a/kernel/bpf/helpers.c',
      '+++ b/kernel/bpf/helpers.c',
      '@@ -1,3 +1,2 @@',
      ' BTF_KFUNCS_START(common_btf_ids)',
      `-BTF_ID_FLAGS(func, ${removed})`,
      ' BTF_KFUNCS_END(common_btf_ids)',
      '',
    ].join('\n');
    await page.getByLabel('Unified diff').fill(patch);
    await page.getByRole('button', { name: 'Ask' }).nth(1).click();
    await page.getByText('The patch removes').waitFor();
    expect(await shown()).toEqual(await expected({ patch }));
    const { kernels } = await api<KernelListAnswer>('v1/kernels?organisations=all');
    const to = kernels.find(({ release }) => release === '6.19.0-rc6-next-20260122');
    await page
      .locator('label', { hasText: /^To/ })
      .locator('select')
      .selectOption(`${to?.release} ${to?.arch} ${to?.distro}`);
    await page.waitForURL(/[?&]to=6\.19/);
    const ids = to?.catalogues.map(({ catalogue }) => catalogue) ?? [];
    expect(await shown()).toEqual(await expected({ to: ids }));
    await watched.close();
  });

  it('shows coverage and what differs between kernels as the API has them', async () => {
    const { population } = await api<CoverageAnswer>('v1/coverage');
    const watched = await open();
    const { page } = watched;
    await go(watched, 'coverage');
    const text = await page.locator('.population').innerText();
    expect(text).toContain(`${population.complete} of ${population.reporting}`);
    expect(text).toMatch(new RegExp(`Programs unseen\\s+${population.ids_unseen}\\b`));
    expect(await rowsOf(page, 'Losses by reason')).toEqual(
      population.losses.map(({ reason, hosts, count }) => [
        reason,
        expect.stringContaining(`${hosts} of ${population.reporting}`),
        String(count),
      ]),
    );
    const sides = '6.18.4-200.fc43.x86_64/diff/6.19.0-rc6-next-20260122';
    const diff = await api<CatalogueDiffAnswer>(`v1/catalogues/${sides}?${replaySpan}`);
    await go(watched, demoPages.kernels ?? '');
    const gone = await rowsOf(page, /^Gone/);
    expect(gone.map(([name = '']) => name.split(/[ →]/)[0])).toEqual(
      diff.changes.filter(({ group }) => group === 'gone').map(({ name }) => name),
    );
    await watched.close();
  });

  it('works below a prefix, from a deep address, and back again', async () => {
    const proxy = await startPrefixProxy(app.queryUrl, '/tools/census/');
    const watched = await openPage(browser, new URL(proxy.url).origin, { token });
    const { page } = watched;
    await page.goto(`${proxy.url}kfunc/bpf_task_release?days=7`);
    await settled(page);
    expect(await page.locator('h1').textContent()).toBe('bpf_task_release');
    await page.getByRole('link', { name: 'Kfuncs', exact: true }).click();
    await settled(page);
    expect(page.url()).toBe(`${proxy.url}?days=7`);
    await page.goBack();
    await settled(page);
    expect(await page.locator('h1').textContent()).toBe('bpf_task_release');
    expect({ faults: watched.faults, foreign: watched.foreign }).toEqual({
      faults: [],
      foreign: [],
    });
    await watched.close();
    proxy.close();
  });

  it('is light or dark as the system has it, until the reader wants the other one', async () => {
    const watched = await open();
    const { page } = watched;
    const shade = () => page.evaluate('getComputedStyle(document.documentElement).backgroundColor');
    await go(watched, 'coverage');
    const light = await shade();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await shade();
    expect(dark).not.toBe(light);
    await page.getByRole('button', { name: 'Light' }).click();
    expect(await shade()).toBe(light);
    await page.getByRole('button', { name: 'Dark' }).click();
    expect(await shade()).toBe(dark);
    await watched.close();
  });

  it('follows a figure to the answer it came from', async () => {
    const watched = await open();
    const { page } = watched;
    await go(watched, 'coverage?days=7');
    await page.getByRole('link', { name: 'GET /v1/coverage?days=7' }).click();
    await settled(page);
    const shown = JSON.parse(
      (await page.locator('.json pre').textContent()) ?? '',
    ) as CoverageAnswer;
    expect(shown.population).toEqual((await api<CoverageAnswer>('v1/coverage?days=7')).population);
    await watched.close();
  });
});
