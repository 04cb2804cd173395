/**
 * `npm start` as a new user types it: BPF programs loaded from C sources come back through agent,
 * HTTP, queue, ClickHouse and query API.
 */
import { spawnSync } from 'node:child_process';
import type { KfuncListAnswer } from '@kfunc-census/query';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../tools/lib/run.ts';
import { BpfFixture, bpfAvailable, dumpedCalls, type Loaded } from '../kernel/load.ts';
import { type AllInOne, startAllInOne } from './all-in-one.ts';
import { ask, programsCalling } from './ask.ts';

const kernel = realPart('npm start on this kernel', bpfAvailable);

describe.skipIf(kernel.skip)(kernel.title, () => {
  let fixture: BpfFixture;
  let app: AllInOne;
  const loaded: Loaded[] = [];

  beforeAll(async () => {
    fixture = new BpfFixture();
    for (const name of ['direct', 'subprograms', 'inlined', 'weak'] as const)
      loaded.push(...fixture.load(name));
    app = await startAllInOne({ args: ['--demo'] });
  });
  afterAll(async () => {
    fixture?.close();
    expect(await app?.stop()).toBe(0);
  });

  it('answers over HTTP which programs call a kfunc, as bpftool sees it', async () => {
    const callers = new Map<string, Set<string>>();
    for (const { id, name } of loaded)
      for (const kfunc of Object.keys(dumpedCalls(id)))
        callers.set(kfunc, (callers.get(kfunc) ?? new Set()).add(name));
    expect(callers.size).toBeGreaterThan(3);
    for (const [symbol, names] of callers) {
      const kfunc = symbol.replace(/_rdonly$/, '');
      expect(await programsCalling(app, kfunc)).toEqual(expect.arrayContaining([...names]));
    }
  });

  it('prints those kfuncs, how many nobody uses, and where the API is', () => {
    const output = app.output();
    expect(output).toMatch(/^ {2}bpf_rcu_read_lock +vmlinux +called +1 of 1 +.*direct_plain/m);
    expect(output).toMatch(/^ {2}bpf_cast_to_kern_ctx +vmlinux +inlined +1 of 1 /m);
    expect(output).toMatch(/\d+ of \d+ known kfuncs in use; \d{2,} offered and used by nobody/);
    expect(app.queryUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('lists what nobody uses, each with its exposed hosts', async () => {
    const { body } = await ask(app, '/v1/kfuncs?used=unused');
    const { kfuncs, totals } = body as KfuncListAnswer;
    expect(kfuncs).toHaveLength(totals.unused);
    expect(new Set(kfuncs.map(({ hosts }) => `${hosts.users} of ${hosts.exposed}`))).toEqual(
      new Set(['0 of 1']),
    );
    expect(totals.used + totals.unused + totals.not_exposed).toBe(totals.known);
  });

  it('keeps the synthetic fleet out of the figures of this host, and the other way round', async () => {
    const own = (await ask(app, '/v1/coverage')).body;
    const demo = (await ask(app, '/v1/coverage', 'demo.read.token')).body;
    expect(own).toMatchObject({ organisation: 'local', population: { reporting: 1 } });
    expect(demo).toMatchObject({ organisation: 'demo', population: { reporting: 40 } });
    expect((await ask(app, '/v1/kfuncs/scx_bpf_dispatch')).body).toMatchObject({ kfuncs: [] });
    expect((await ask(app, '/v1/kfuncs/scx_bpf_dispatch', 'demo.read.token')).status).toBe(200);
    expect(app.output()).toMatch(/Synthetic fleet, organisation "demo"/);
  });

  it('answers the CLI', () => {
    const cli = (...args: string[]) =>
      spawnSync('npm', ['run', '-s', 'cli', '--', ...args], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, CENSUS_STATE_DIR: app.stateDir, CENSUS_QUERY_URL: app.queryUrl },
      });
    expect(cli('usage', 'bpf_rcu_read_lock').stdout).toContain('direct_plain');
    expect(JSON.parse(cli('coverage', '--json').stdout)).toMatchObject({ organisation: 'local' });
    expect(cli('usage', 'bpf_no_such_kfunc').status).toBe(4);
  });
});
