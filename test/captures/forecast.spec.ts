/** Forecasts between the captured kernels, of an object for each kfunc that the older one offers. */
import { compareCatalogues, isOffered } from '@kfunc-census/kfunc';
import { lifecycle } from '@kfunc-census/lifecycle';
import { type CatalogueTarget, type ForecastObject, forecast } from '@kfunc-census/usage';
import { describe, expect, it } from 'vitest';
import { catalogueOf, scanCapture } from './scan-capture.ts';

const cataloguesOf = (name: string): CatalogueTarget['catalogues'] => {
  const result = scanCapture(name);
  const modules = result.catalogues.map(({ catalogue }) => catalogue.module);
  const inOrder = ['vmlinux', ...modules.filter((module) => module !== 'vmlinux')];
  return inOrder.map((module) => ({ module, entries: catalogueOf(result, module) }));
};

/** An object for each kfunc that a kernel offers, declared as it is there, called untested. */
const objectsOn = (name: string): ForecastObject[] =>
  cataloguesOf(name).flatMap(({ module, entries }) =>
    entries
      .filter((entry) => isOffered(entry) && entry.callable && entry.seen.symbol)
      .map((entry) => ({
        object: entry.name,
        declares: [{ name: entry.name, shape: entry.shape }],
        declarations: 'complete',
        linker: 'libbpf',
        names: [],
        programs: [
          {
            program: entry.name,
            loader: '',
            hosts: ['host'],
            organisations: ['org'],
            kfuncs: [{ name: entry.name, module, status: 'called', guard: 'not-seen' }],
          },
        ],
      })),
  );

/** What becomes of each, in a word, by name. */
const fates = (objects: readonly ForecastObject[], target: Parameters<typeof forecast>[1]) =>
  new Map(
    forecast(objects, target, lifecycle).objects.map(({ object, outcome, externs: [first] }) => [
      object,
      first === undefined ? outcome : `${outcome}: ${first.why}`,
    ]),
  );

const byCatalogues = (from: string, to: string) =>
  fates(objectsOn(from), { kind: 'catalogues', catalogues: cataloguesOf(to) });

const named = (all: ReadonlyMap<string, string>, fate: string): string[] =>
  [...all].filter(([, each]) => each === fate).map(([name]) => name);

describe('a forecast between captured kernels', () => {
  it('6.18 to 7.2: names what does not link, and what cannot be told', () => {
    const all = byCatalogues('6.18.15+deb13', '7.2.12+deb13');
    expect(named(all, 'does-not-link: no-symbol').sort()).toEqual([
      'bpf_stream_vprintk_impl',
      'bpf_task_work_schedule_resume_impl',
      'bpf_task_work_schedule_signal_impl',
      'bpf_wq_set_callback_impl',
    ]);
    expect(named(all, 'does-not-link: shape').sort()).toEqual([
      'bpf_session_cookie',
      'bpf_session_is_return',
    ]);
    expect(named(all, 'does-not-link: no-func')).toEqual(['cubictcp_cwnd_event']);
    expect(named(all, 'cannot-tell: untagged')).toHaveLength(17);
    expect(named(all, 'links')).toHaveLength(all.size - 4 - 2 - 1 - 17);
  });

  it('6.12 to 7.3: names what does not link, and nothing else', () => {
    const all = byCatalogues('6.12.117+deb13', '7.3.4+deb13');
    expect([...all].filter(([, fate]) => fate !== 'links').sort()).toEqual([
      ['bpf_session_cookie', 'does-not-link: shape'],
      ['bpf_session_is_return', 'does-not-link: shape'],
      ['bpf_wq_set_callback_impl', 'does-not-link: no-symbol'],
      ['cgroup_rstat_flush', 'does-not-link: no-func'],
      ['cgroup_rstat_updated', 'does-not-link: no-func'],
      ['cubictcp_cwnd_event', 'does-not-link: no-func'],
    ]);
  });

  it.each([
    ['6.12.117+deb13', '7.3.4+deb13'],
    ['6.18.15+deb13', '7.2.12+deb13'],
  ])(
    '%s to %s: what has no function any more is what the lifecycle data says is gone',
    (from, to) => {
      for (const [name, fate] of byCatalogues(from, to)) {
        const status = lifecycle.statusAt(name, to)?.status ?? 'unknown';
        const isGone = ['removed', 'renamed'].includes(status);
        expect([name, /no-(func|symbol)/.test(fate)]).toEqual([name, isGone]);
      }
    },
  );

  it('on the same kernel everything links but what has lost its tag', () => {
    expect(new Set(byCatalogues('6.12.117+deb13', '6.12.117+deb13').values())).toEqual(
      new Set(['links']),
    );
    const same = byCatalogues('7.2.12+deb13', '7.2.12+deb13');
    expect(named(same, 'cannot-tell: untagged')).toHaveLength(22);
    expect(named(same, 'links')).toHaveLength(same.size - 22);
  });

  it('of modules without a catalogue cannot be told', () => {
    const vmlinux = cataloguesOf('7.2.12+deb13').slice(0, 1);
    const all = fates(objectsOn('6.18.15+deb13'), { kind: 'catalogues', catalogues: vmlinux });
    expect(all.get('bpf_ct_set_nat_info')).toBe('cannot-tell: module-not-in-target');
    expect(all.get('bpf_throw')).toBe('links');
  });

  it.each([
    ['6.12.117+deb13', '6.18.15+deb13'],
    ['6.12.117+deb13', '7.3.4+deb13'],
    ['6.18.15+deb13', '7.2.12+deb13'],
    ['7.2.12+deb13', '7.3.4+deb13'],
  ])('%s to %s: says of the changes what it says of the catalogues', (from, to) => {
    const [before, after] = [from, to].map((name) =>
      cataloguesOf(name).flatMap(({ entries }) => [...entries]),
    );
    const changes = compareCatalogues(before ?? [], after ?? []);
    const all = byCatalogues(from, to);
    const byChanges = fates(objectsOn(from), { kind: 'changes', changes });
    const differing = [...all].filter(([name, fate]) => byChanges.get(name) !== fate);
    const untagged = (name: string) =>
      before?.some((entry) => entry.name === name && !entry.seen.tag) ?? false;
    // Without a tag on either kernel, and the same: unchanged, but not to be trusted.
    expect(differing.filter(([name]) => !untagged(name))).toEqual([]);
  });
});
