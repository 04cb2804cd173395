import { compareVersions, lifecycle } from '@kfunc-census/lifecycle';
import { describe, expect, it } from 'vitest';
import { fiveFactors } from './five-factors.ts';

const measured = {
  use: { users: 3, exposed: 9, userOrganisations: 1, exposedOrganisations: 4 },
  moving: { programs: 2, loaders: 1, programsWithGuard: 1, programsWithSuccessor: 0 },
};
const known = (name: string, version: string) => {
  const found = fiveFactors(name, version, measured, lifecycle);
  expect(found).toMatchObject(measured);
  return found.known;
};

describe('fiveFactors', () => {
  it('puts what is known of scx_bpf_dispatch at 6.16 beside what was measured', () => {
    const found = known('scx_bpf_dispatch', '6.16.12');
    expect(found?.status?.status).toBe('deprecated');
    // 6.12 to 6.16.
    expect(found?.age).toEqual({ introduced: '6.12', livesSince: '6.12', releases: 4 });
    expect(found?.alternatives.map(({ to }) => to)).toEqual(['scx_bpf_dsq_insert']);
    expect(found?.deprecations.map(({ version, kind }) => [version, kind])).toEqual([
      ['6.13', 'dmesg'],
    ]);
    expect(found?.record).toMatchObject({
      sets: ['scx_kfunc_set_enqueue_dispatch'],
      family: 'scx_bpf_dsq_insert',
    });
    // The subsystem had taken nothing away yet.
    expect(found?.record.ends).toEqual([]);
  });

  it('gives the record of the subsystem with the time from mark to end', () => {
    const found = known('scx_bpf_dsq_insert', '7.2');
    const end = found?.record.ends.find(({ name }) => name === 'scx_bpf_dispatch');
    expect(end).toEqual({
      name: 'scx_bpf_dispatch',
      kind: 'renamed',
      introduced: '6.12',
      deprecated: '6.13',
      ended: '6.17',
      releases: 5,
      releasesDeprecated: 4,
    });
    expect(found?.plannedEnd?.after).toBe('7.2');
    expect(found?.age).toMatchObject({ livesSince: '6.13' });
  });

  it('counts the life that was meant, and how long it lasted', () => {
    expect(known('bpf_stream_vprintk', '6.17')?.age).toMatchObject({ releases: 0 });
    // Gone in 6.18 after one release.
    expect(known('bpf_stream_vprintk', '6.19')?.age).toEqual({
      introduced: '6.17',
      livesSince: '6.17',
      releases: 1,
    });
    expect(known('bpf_stream_vprintk', '7.1')?.age).toEqual({
      introduced: '6.17',
      livesSince: '7.0',
      releases: 1,
    });
    const ends = known('bpf_stream_vprintk', '7.1')?.record.ends ?? [];
    expect(ends.filter(({ name }) => name.startsWith('bpf_stream_vprintk'))).toMatchObject([
      { name: 'bpf_stream_vprintk', ended: '6.18', deprecated: undefined },
      { name: 'bpf_stream_vprintk_impl', ended: '7.0', releasesDeprecated: undefined },
    ]);
  });

  it('leaves out what came later', () => {
    const early = known('bpf_wq_set_callback_impl', '6.12');
    expect(early?.alternatives).toEqual([]);
    expect(known('bpf_wq_set_callback_impl', '7.0')?.alternatives).toHaveLength(1);
    expect(known('bpf_wq_set_callback_impl', '6.1')?.age).toBeUndefined();
  });

  it('says nothing of what it does not know', () => {
    expect(known('no_such_kfunc', '7.2')).toBeUndefined();
    expect(known('bpf_throw', 'a release')).toBeUndefined();
    expect(known('bpf_throw', '9.9')?.age?.releases).toBeUndefined();
  });

  it('has for every kfunc ends in order, none of them from later', () => {
    for (const name of lifecycle.knownNames()) {
      const ends = fiveFactors(name, '6.18', measured, lifecycle).known?.record.ends ?? [];
      for (const [at, end] of ends.entries()) {
        expect(compareVersions(end.ended, '6.18')).toBeLessThanOrEqual(0);
        expect(compareVersions(ends[at - 1]?.ended ?? '5.13', end.ended)).toBeLessThanOrEqual(0);
        expect(end.releases).toBeGreaterThan(0);
      }
    }
  });
});
