import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createQueries } from '@kfunc-census/query';
import {
  catalogueKfunc,
  catalogueLine,
  createUsageOracle,
  hostLine,
  idOf,
  programMember,
  setLine,
  type World,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './served.spec-helper.ts';

const catalogue = catalogueLine({
  kfuncs: [catalogueKfunc('bpf_dynptr_from_skb'), catalogueKfunc('bpf_rcu_read_lock')],
});
const using = setLine({ programs: [programMember({ name: 'in\u001b[31mgress' })] });
const idle = setLine({ programs: [] });
const world: World = {
  catalogues: [catalogue],
  sets: [using, idle],
  days: [
    { kind: 'closed', day: '2026-03-07', partition: 0, partitions: 1, at: 1 },
    { kind: 'reopened', day: '2026-03-07', org: 'org-a', letter: 'queue/0/1' },
  ],
  hosts: [
    hostLine({ catalogues: [catalogue.catalogue], set: using.set, losses: { denied: 4 } }),
    hostLine({ catalogues: [catalogue.catalogue], set: idle.set, host: idOf('host', 2) }),
    hostLine({
      catalogues: [catalogue.catalogue],
      set: using.set,
      host: idOf('host', 3),
      complete: 0,
    }),
  ],
};

describe('kfunc-census', () => {
  let served: Served;
  let state: string;
  const run: Served['run'] = (...args) => served.run(...args);

  beforeAll(async () => {
    const clock = { now: () => Date.UTC(2026, 2, 10, 20) };
    const queries = createQueries({ reader: createUsageOracle(world), clock });
    served = await serve(queries, { organisation: 'org-a', rights: ['read-organisation'] });
    state = served.state;
  });
  afterAll(() => served.close());

  it('shows one kfunc with denominator, window, rung and blind spots', async () => {
    const { code, out, err } = await run('usage', 'bpf_dynptr_from_skb', '--days', '3');
    expect([code, err]).toEqual([0, '']);
    for (const line of [
      /^Organisation org-a, 2026-03-08 to 2026-03-10 \(3 UTC days; includes today, which is not over\)\.$/m,
      /^Use: called or inlined\.$/m,
      /^bpf_dynptr_from_skb \(vmlinux\)$/m,
      /hosts {14}1 of 2 exposed hosts \(50\.0 %\)$/m,
      /organisations {6}1 of 1 \(95 % interval 20\.7 % to 100\.0 %\)$/m,
      /exposed, by rung {3}called 1$/m,
      /users not covered {2}1 host$/m,
      /^in\?\[31mgress +sched_cls +- +tc +called +not-seen +2$/m,
      /^6\.12\.48 +x86_64 +debian +3 +2 +1$/m,
      /^2026-03-10 \* +3 +2 +1$/m,
      /^2 days without reports\.$/m,
      /^ {2}1 host not covered \(in no denominator\), 0 of them only late$/m,
      /^ {2}loss denied: 4 on 1 host$/m,
    ])
      expect(out).toMatch(line);
  });

  it('lists kfuncs, those never used included', async () => {
    const all = await run('list', '--sort', 'users');
    expect(all.out).toMatch(/^bpf_rcu_read_lock +vmlinux +0 +2 +0 +never seen +present$/m);
    expect(all.out).toContain(
      '2 known: 1 seen in use, 1 offered and not seen in use, 0 not exposed',
    );
    const unused = await run('list', '--unused');
    expect(unused.out).not.toContain('bpf_dynptr_from_skb');
    const used = await run('list', '--used', '--release', '6.1');
    expect(used.out).toContain('Only hosts with release 6.1.');
  });

  it('says which days are not complete, and which changed after they were', async () => {
    for (const [command, ...rest] of [['list'], ['usage', 'bpf_rcu_read_lock'], ['coverage']]) {
      const { out } = await run(command ?? '', ...rest, '--days', '5');
      expect(out).toContain('Not complete: 2026-03-08, 2026-03-09.');
      expect(out).toContain('Changed after they were complete: 2026-03-07 (version 2).');
    }
    expect((await run('coverage')).out).toContain('Not complete: 2026-03-08, 2026-03-09.');
    const usage = await run('usage', 'bpf_rcu_read_lock');
    expect(usage.out).toMatch(/^2026-03-10 \* .*\n\* not complete: figures can still grow$/m);
  });

  it('shows coverage', async () => {
    const { code, out } = await run('coverage');
    expect(code).toBe(0);
    expect(out).toContain('3 hosts reported, 2 of them completely and in time');
    expect(out).toMatch(/^ {2}\d+ programs came and went unseen \(since boot, /m);
  });

  it('prints the answer for a program with --json', async () => {
    const { code, out } = await run('--json', 'coverage');
    expect([code, JSON.parse(out).population.reporting]).toEqual([0, 3]);
    const failed = await run('--json', 'usage', 'bpf_nothing');
    expect([failed.code, failed.out]).toEqual([4, '']);
    expect(JSON.parse(failed.err)).toMatchObject({ code: 'query/unknown-kfunc', status: 404 });
  });

  it('names code, field and fix of what the API refuses', async () => {
    const unknown = await run('usage', 'bpf_rcu_read_lok');
    expect(unknown.code).toBe(4);
    expect(unknown.err).toMatch(
      /^kfunc-census: query\/unknown-kfunc: .*bpf_rcu_read_lock.*\n {2}field: name\n {2}fix: /,
    );
    const wrong = await run('coverage', '--days', '999');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toMatch(/request\/invalid.*\n {2}field: days\n/);
  });

  it('refuses a wrong command line with 2, and helps with 0', async () => {
    for (const args of [
      [],
      ['usage'],
      ['list', '--used', '--unused'],
      ['list', '--sort', 'x'],
      ['x'],
    ])
      expect([args, (await run(...args)).code]).toEqual([args, 2]);
    const help = await run('--help');
    expect([help.code, help.err]).toEqual([0, '']);
    expect(help.out).toContain('Exit codes: 0 answered');
  });

  it('keeps the token off the open network', async () => {
    const { code, err } = await run('--url', 'http://example.org', 'coverage');
    expect(code).toBe(2);
    expect(err).toContain('in the clear');
  });

  it('says when there is no credential, no API, or something else', async () => {
    const noFile = await run('--token-file', join(state, 'none'), 'coverage');
    expect([noFile.code, noFile.err]).toEqual([1, expect.stringContaining('config/invalid')]);
    writeFileSync(join(state, 'other.token'), 'a-token-nobody-has');
    const unknown = await run('--token-file', join(state, 'other.token'), 'coverage');
    expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('unauthorized')]);
    const nothing = await run('--url', 'http://127.0.0.1:9', 'coverage');
    expect([nothing.code, nothing.err]).toEqual([1, expect.stringContaining('cli/unavailable')]);
    const other = createServer((_, response) => response.end('<html>')).listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const page = await run('--url', `http://127.0.0.1:${port}`, 'coverage');
    expect([page.code, page.err]).toEqual([1, expect.stringContaining('not JSON')]);
    other.close();
  });
});
