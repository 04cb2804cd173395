/** The difference of captured kernels as the query API tells it, modules included. */
import { compareSides } from '@kfunc-census/query';
import { describe, expect, it } from 'vitest';
import { catalogueOf, scanCapture } from './scan-capture.ts';

const sideOf = (name: string, modules?: readonly string[]) => {
  const scanned = scanCapture(name);
  const found = scanned.catalogues.map(({ catalogue }) => catalogue.module);
  return found
    .filter((module) => modules?.includes(module) ?? true)
    .sort((a, b) => Number(b === 'vmlinux') - Number(a === 'vmlinux'))
    .map((module) => ({ module, entries: catalogueOf(scanned, module) }));
};
const linksBetween = (from: string, to: string) =>
  compareSides(sideOf(from), sideOf(to)).differences.filter(({ links }) => links !== null);

describe('compareSides', () => {
  it('6.18 to 7.2: names what no longer links, and what links in spite of another prototype', () => {
    const all = linksBetween('6.18.15+deb13', '7.2.12+deb13');
    const names = (links: string) =>
      all.filter((each) => each.links === links).map(({ name }) => name);
    expect(names('does-not-link')).toEqual([
      'bpf_session_cookie',
      'bpf_session_is_return',
      'bpf_stream_vprintk_impl',
      'bpf_task_work_schedule_resume_impl',
      'bpf_task_work_schedule_signal_impl',
      'bpf_wq_set_callback_impl',
      'cubictcp_cwnd_event',
    ]);
    expect(all.filter(({ group, links }) => group === 'changed' && links === 'links')).toHaveLength(
      18,
    );
    expect(all.filter(({ kind }) => kind === 'untagged').map(({ links }) => links)).toEqual(
      Array(17).fill('cannot-tell'),
    );
  });

  it('6.12 to 7.3 and 7.2 to 7.3: the shapes that change', () => {
    const changed = (from: string, to: string) =>
      linksBetween(from, to)
        .filter(({ group, links }) => group === 'changed' && links === 'does-not-link')
        .map(({ name }) => name);
    expect(changed('6.12.117+deb13', '7.3.4+deb13')).toEqual([
      'bpf_session_cookie',
      'bpf_session_is_return',
    ]);
    expect(changed('7.2.12+deb13', '7.3.4+deb13')).toEqual([
      'scx_bpf_cid_override',
      'scx_bpf_cidperf_set',
    ]);
  });

  it('takes a module that was not loaded for no removal', () => {
    const whole = sideOf('6.18.15+deb13');
    const alone = sideOf('6.18.15+deb13', ['vmlinux']);
    const { differences, notCompared } = compareSides(whole, alone);
    expect(differences).toEqual([]);
    expect(notCompared).toEqual({
      from: whole
        .slice(1)
        .map(({ module }) => module)
        .sort(),
      to: [],
    });
    expect(notCompared.from).toContain('nf_nat');
    expect(compareSides(alone, whole).differences).toEqual([]);
    expect(compareSides(whole, whole).differences).toEqual([]);
  });
});
