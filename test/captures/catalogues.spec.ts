/** The catalogues of the captured kernels, against where each kfunc was seen in them, and each other. */
import { type CatalogueChange, compareCatalogues, isOffered } from '@kfunc-census/kfunc';
import { describe, expect, it } from 'vitest';
import captured from '../../libs/lifecycle/fixtures/presence.json' with { type: 'json' };
import { captureNames } from './captured-kernel.ts';
import { catalogueOf, scanCapture } from './scan-capture.ts';

/** All entries of a kernel, of vmlinux and its modules. */
const entriesOf = (name: string) => {
  const result = scanCapture(name);
  return result.catalogues.flatMap(({ catalogue }) =>
    catalogueOf(result, catalogue.module).map((entry) => ({ ...entry, module: catalogue.module })),
  );
};

/** Where the fixture says that a name was seen, as letters: tagged, FUNC and symbol, FUNC only, … */
const presenceIn = (name: string): Map<string, string> => {
  const at = captured.kernels.indexOf(name);
  return new Map(
    Object.entries(captured.presence).map(([kfunc, letters]) => [kfunc, letters[at] ?? '?']),
  );
};

/** Where a name was seen, as a letter. */
const letter = ({ seen }: { readonly seen: Record<string, boolean> }): string =>
  seen.tag ? 'T' : seen.symbol ? 'B' : 'F';

/** Names of which a catalogue says something else than that they were seen so. */
const differing = (
  entries: ReadonlyMap<string, Parameters<typeof letter>[0]>,
  presence: ReadonlyMap<string, string>,
): string[] =>
  [...presence]
    .filter(([kfunc, seen]) => {
      const entry = entries.get(kfunc);
      return (entry === undefined ? '.' : letter(entry)) !== seen;
    })
    .map(([kfunc]) => kfunc);

describe.each(captureNames)('the catalogues of %s', (name) => {
  const entries = new Map(entriesOf(name).map((entry) => [entry.name, entry]));

  it('hold every name that was seen, as it was seen, and none that was not', () => {
    expect(differing(entries, presenceIn(name))).toEqual([]);
    const tagged = [...presenceIn(name).values()].filter((seen) => seen === 'T');
    const found = [...entries.values()].filter(({ seen }) => seen.tag);
    expect(found.length).toBeGreaterThanOrEqual(tagged.length);
  });

  it('say how each name is known', () => {
    for (const entry of entries.values()) {
      const { seen, knownBy } = entry;
      expect([entry.name, knownBy]).toEqual([entry.name, seen.tag ? 'tag' : 'lifecycle']);
      expect(seen.func).toBe(true);
      if (!isOffered(entry)) expect([entry.name, entry.callable]).toEqual([entry.name, false]);
    }
  });

  it('are the same when addresses are hidden: names are not', () => {
    expect(scanCapture(name, { hidden: true }).catalogues).toEqual(scanCapture(name).catalogues);
  });

  it('lead each kfunc of a module to the module', () => {
    const modules = [...entries.values()].filter(({ module }) => module !== 'vmlinux');
    expect(modules).toHaveLength(name.startsWith('6.1.0') ? 11 : 15);
    expect(entries.get('bpf_ct_set_nat_info')?.module).toBe('nf_nat');
    expect(entries.get('bpf_skb_ct_lookup')?.module).toBe('nf_conntrack');
  });
});

describe('a catalogue that is wrong', () => {
  it('would be noticed: of another kernel, or by tags alone', () => {
    const entries = entriesOf('7.2.12+deb13');
    const byName = new Map(entries.map((entry) => [entry.name, entry]));
    expect(differing(byName, presenceIn('6.18.15+deb13')).length).toBeGreaterThan(20);
    const tagged = new Map([...byName].filter(([, { seen }]) => seen.tag));
    expect(differing(tagged, presenceIn('7.2.12+deb13'))).toHaveLength(22 + 4);
  });
});

describe('hooks and twins', () => {
  it('are marked as what no program can call', () => {
    const entries = new Map(entriesOf('7.2.12+deb13').map((entry) => [entry.name, entry]));
    const callable = (name: string) => entries.get(name)?.callable;
    for (const name of ['__bpf_trap', 'update_socket_protocol', 'bpf_fentry_test1'])
      expect([name, callable(name)]).toEqual([name, false]);
    for (const name of ['bpf_wq_set_callback_impl', 'bpf_stream_vprintk_impl'])
      expect(entries.get(name)).toMatchObject({
        seen: { tag: false, func: true, symbol: false },
        callable: false,
      });
    for (const name of ['bpf_wq_set_callback', 'tcp_reno_ssthresh', 'scx_bpf_kick_cpu'])
      expect([name, callable(name)]).toEqual([name, true]);
    // Of the pairs that Linux 7.0 and later make, only those that once were kfuncs are of interest.
    expect([...entries.keys()].filter((name) => name.endsWith('_impl')).length).toBeLessThan(20);
  });

  it('keep the other tags of a kfunc', () => {
    const tags = (name: string) =>
      entriesOf(name).filter((entry) => entry.tags.includes('bpf_fastcall'));
    expect(tags('6.12.117+deb13')).toEqual([]);
    expect(tags('7.3.4+deb13').map(({ name }) => name)).toContain('bpf_cast_to_kern_ctx');
  });
});

describe('the kfuncs of 7.2 without tag', () => {
  it('are in, known by the lifecycle data, and callable', () => {
    const untagged = [...presenceIn('7.2.12+deb13')].filter(([, seen]) => seen === 'B');
    expect(untagged).toHaveLength(22);
    const entries = new Map(entriesOf('7.2.12+deb13').map((entry) => [entry.name, entry]));
    for (const [name] of untagged)
      expect(entries.get(name)).toMatchObject({ knownBy: 'lifecycle', callable: true });
  });
});

describe('compareCatalogues, of vmlinux', () => {
  const changes = (from: string, to: string): CatalogueChange[] =>
    compareCatalogues(
      ...([from, to].map((each) => catalogueOf(scanCapture(each), 'vmlinux')) as [[], []]),
    );
  const named = (all: readonly CatalogueChange[], kind: CatalogueChange['kind']): string[] =>
    all.filter((change) => change.kind === kind).map(({ name }) => name);
  const prototypes = (all: readonly CatalogueChange[]): number =>
    named(all, 'prototype-changed').length + named(all, 'shape-changed').length;

  it('6.18 to 7.2: 20 prototypes, of which two change their shape', () => {
    const all = changes('6.18.15+deb13', '7.2.12+deb13');
    expect(prototypes(all)).toBe(20);
    expect(named(all, 'shape-changed')).toEqual(['bpf_session_cookie', 'bpf_session_is_return']);
  });

  it('6.18 to 7.2: of 22 tags that are lost 17 leave a function, four a FUNC, one nothing', () => {
    const all = changes('6.18.15+deb13', '7.2.12+deb13');
    expect(named(all, 'untagged')).toHaveLength(17);
    expect(named(all, 'no-symbol')).toEqual([
      'bpf_stream_vprintk_impl',
      'bpf_task_work_schedule_resume_impl',
      'bpf_task_work_schedule_signal_impl',
      'bpf_wq_set_callback_impl',
    ]);
    expect(named(all, 'no-func')).toEqual(['cubictcp_cwnd_event']);
    expect(named(all, 'not-listed')).toEqual([]);
  });

  it('6.12 to 7.3: ten prototypes, of which the same two change their shape', () => {
    const all = changes('6.12.117+deb13', '7.3.4+deb13');
    expect(prototypes(all)).toBe(10);
    expect(named(all, 'shape-changed')).toEqual(['bpf_session_cookie', 'bpf_session_is_return']);
  });

  it('7.2 to 7.3: two prototypes, both with their shape', () => {
    const all = changes('7.2.12+deb13', '7.3.4+deb13');
    expect(prototypes(all)).toBe(2);
    expect(named(all, 'shape-changed')).toEqual(['scx_bpf_cid_override', 'scx_bpf_cidperf_set']);
  });

  it('6.12 to 6.18: two prototypes, which link as before', () => {
    const all = changes('6.12.117+deb13', '6.18.15+deb13');
    expect(named(all, 'prototype-changed')).toHaveLength(2);
    expect(named(all, 'shape-changed')).toEqual([]);
  });

  it('finds nothing between two builds of one version for different architectures but what one lacks', () => {
    const kinds = changes('arm64-6.12.117', '6.12.117+deb13').map(({ kind }) => kind);
    expect(new Set(kinds)).toEqual(new Set());
  });
});

describe('display texts', () => {
  it('do not depend on ids, builds or architectures', () => {
    const [first, ...others] = captureNames
      .filter((name) => name.includes('6.12'))
      .map((name) => catalogueOf(scanCapture(name), 'nf_conntrack'));
    expect(others).toHaveLength(4);
    for (const other of others) expect(other).toEqual(first);
  });
});
