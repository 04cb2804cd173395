import { createQueries } from '@kfunc-census/query';
import { createUsageOracle, replays, worldOfDay } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Served, serve } from './served.spec-helper.ts';

const kfunc = 'scx_bpf_dsq_insert';

describe('kfunc-census usage, family and changes', () => {
  let served: Served;
  const run: Served['run'] = (...args) => served.run(...args);
  const all = ['--days', '1', '--all-organisations'];

  beforeAll(async () => {
    const fleet = replays.find(({ name }) => name === 'scx-compat')?.fleet();
    if (fleet === undefined) throw new TypeError('no replay scx-compat');
    const reader = createUsageOracle(worldOfDay(fleet, 20));
    const clock = { now: () => Date.parse(`${fleet.days[20]}T23:59:59Z`) };
    const rights = ['read-organisation', 'read-installation'] as const;
    served = await serve(createQueries({ reader, clock }), { organisation: 'kernel-lab', rights });
  });
  afterAll(() => served.close());

  /** What a command prints, none of whose tables is wider than a terminal. */
  async function shown(...args: readonly string[]): Promise<string> {
    const { code, out, err } = await run(...args);
    expect([code, err]).toEqual([0, '']);
    const tables = out.slice(0, out.indexOf('\nNotes\n')).split('\n');
    expect(tables.filter((line) => [...line].length > 100)).toEqual([]);
    return out;
  }

  it('shows lifecycle, kernel lines and trend of one kfunc', async () => {
    const out = await shown('usage', kfunc, ...all);
    for (const line of [
      /^scx_bpf_dsq_insert \(vmlinux\)$/m,
      /^ {2}hosts {14}\d+ of \d+ exposed hosts \(\d+\.\d %\)$/m,
      /^ {2}trend {14}fewer than two complete days in a row$/m,
      /^LINE +REPORTING +EXPOSED +USERS +ORGANISATIONS$/m,
      /^6\.12 +\d+ +0 +0 +- +not exposed anywhere$/m,
      /^6\.14 +\d+ +\d+ +\d+ +1 of 1$/m,
      /^Lifecycle upstream, up to \d+\.\d+$/m,
      /^ {2}Introduced +6\.13/m,
      /^ {2}Successor +scx_bpf_dsq_insert___v2, since 6\.19/m,
      /^ {2}Carried by +\d+ programs of \d+ known loaders$/m,
    ])
      expect(out).toMatch(line);
  });

  it('answers for a name that only the lifecycle data has', async () => {
    const out = await shown('usage', 'bpf_cgroup_kptr_get', ...all);
    expect(out).toMatch(/^bpf_cgroup_kptr_get\n {2}hosts +not exposed anywhere$/m);
    expect(out).toMatch(/^ {2}Ended +removed in 6\.4/m);
    const part = await shown('usage', 'bpf_cgroup_kptr_get', '--by', 'arch', ...all);
    expect(part).toMatch(/^ {2}not exposed anywhere$/m);
  });

  it.each([
    ['line', /^6\.16 +\d+ +\d+ +\d+ +\d of \d$/m],
    ['release', /^6\.12\.48\+deb13-amd64 +150 +0 +0 +- +not exposed anywhere$/m],
    ['distro', /^fedora +\d+ +\d+ +\d+ +\d of \d$/m],
    ['arch', /^x86_64 +\d+ +\d+ +\d+ +\d of \d$/m],
    ['organisation', /^kernel-lab +8 +8 +8 +1 of 1$/m],
    ['type', /^struct_ops +\d+ +\d+ +\d+$/m],
    ['loader', /^scx_lanes; scx_lanes 1\.3 +\d+ +\d+ +\d+$/m],
    ['program', /^lanes_enqueue +struct_ops +.* called +.* \d+$/m],
    ['co-use', /^scx_bpf_kick_cpu +vmlinux +\d+ +\d+$/m],
    ['day', /^2025-10-12 \* +\d+ +\d+ +\d+$/m],
  ] as const)('shows one table by %s', async (by, row) => {
    expect(await shown('usage', kfunc, '--by', by, ...all)).toMatch(row);
    const { out } = await run('--json', 'usage', kfunc, '--by', by, ...all);
    expect(JSON.parse(out).kfuncs.length).toBeGreaterThan(0);
  });

  it('bounds a table, and says how many rows are left out', async () => {
    const out = await shown('usage', kfunc, '--by', 'release', '--limit', '1', ...all);
    expect(out).toMatch(/^\d more\.$/m);
    for (const args of [
      ['--limit', '1'],
      ['--by', 'day', '--limit', '1'],
      ['--by', 'moon'],
    ])
      expect([args, (await run('usage', kfunc, ...args)).code]).toEqual([args, 2]);
    const wrong = await run('usage', kfunc, '--by', 'line', '--limit', '101');
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('1 to 100') });
  });

  it('shows a family with its members, edges and migration', async () => {
    const out = await shown('family', 'scx_bpf_dispatch', ...all);
    for (const line of [
      /^Family scx_bpf_dsq_insert$/m,
      /^scx_bpf_dispatch +6\.12 until 6\.17 +\d+ +\d+$/m,
      /^scx_bpf_dsq_insert___v2 +since 6\.19 +0 +0 +not exposed anywhere$/m,
      /^all of them +\d+ +\d+$/m,
      /^ {2}scx_bpf_dispatch -> scx_bpf_dsq_insert, since 6\.13 \(rename\)$/m,
      /^Migration from scx_bpf_dispatch to scx_bpf_dsq_insert, scx_bpf_dsq_insert___v2$/m,
      /^old-only +\d+ +\d+ +\d+$/m,
      /^2025-10-12 \* /m,
    ])
      expect(out).toMatch(line);
    expect(await shown('family', 'scx_bpf_kick_cpu', ...all)).toContain('has no family');
    expect(await shown('family', '--days', '1')).toMatch(/^bpf_obj_new +bpf_obj_new_impl +/m);
    expect((await run('family', 'scx_bpf_dsq_inser')).code).toBe(4);
  });

  it('shows what a week brought', async () => {
    const out = await shown('changes', '--limit', '5');
    expect(out).toMatch(/^Week 2025-W41, beside 2025-W40\.$/m);
    expect(out).toMatch(
      /^scx_bpf_create_dsq +vmlinux +new +8 of 8 +not exposed anywhere +2025-10-12$/m,
    );
    expect(out).toContain('No kfunc lost its last users.');
    expect((await run('changes', '--week', '2025-W99')).err).toContain('field: week');
  });
});
