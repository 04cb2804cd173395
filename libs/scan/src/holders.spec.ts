import type { LinkInfo } from '@kfunc-census/bpf';
import { describe, expect, it } from 'vitest';
import type { HolderProcess, HolderSearch, ProgramHold } from './holder-ports.ts';
import { Holders } from './holders.ts';

const nothing: HolderSearch = { holds: [], processes: [], unsearched: [], cut: 0, denied: 0 };
const holding = (type: string, search: Partial<HolderSearch>, links: readonly LinkInfo[] = []) =>
  new Holders({ ...nothing, ...search }, { links, denied: 0 }).of({ id: 7, type, loadTime: 0n });
const hold = (kind: ProgramHold['kind'], more: Partial<ProgramHold> = {}): ProgramHold => ({
  ...{ program: 7, kind, attached: false },
  ...more,
});
const link = (more: Partial<LinkInfo>): LinkInfo => ({ id: 1, type: 11, programId: 7, ...more });

describe('a program', () => {
  it('that nothing holds is not attached, as far as links show', () => {
    expect(holding('sched_cls', {})).toEqual({
      ...{ attached: 'no-link-seen', attachType: null, heldBy: [], loader: null },
    });
  });

  it('with a link is attached, by the attach type of the link', () => {
    const tcx = link({ attachType: 'tcx_ingress', target: { kind: 'netdev', id: 3 } });
    expect(holding('sched_cls', {}, [tcx, link({ id: 2, programId: 8 })])).toMatchObject({
      ...{ attached: 'yes', attachType: 'tcx_ingress', heldBy: ['link'] },
    });
  });

  it('with a link to a device that has gone is held, and not attached', () => {
    const gone = link({ attachType: 'tcx_ingress', target: { kind: 'netdev', id: 0 } });
    expect(holding('sched_cls', {}, [gone])).toMatchObject({
      ...{ attached: 'no-link-seen', attachType: 'tcx_ingress', heldBy: ['link'] },
    });
  });

  it('without a link is not known to be unattached where a link may not be read', () => {
    const attached = (type: string, links: readonly LinkInfo[]) =>
      new Holders(nothing, { links, denied: 1 }).of({ id: 7, type, loadTime: 0n }).attached;
    expect(attached('tracing', [])).toBe('not-searched');
    expect(attached('tracing', [link({})])).toBe('yes');
  });

  it('in a struct_ops map is attached where the map is in use, or has a link', () => {
    const inMap = hold('struct_ops', { map: 4, attachType: 'struct_ops' });
    expect(holding('struct_ops', { holds: [inMap] })).toMatchObject({
      ...{ attached: 'no-link-seen', heldBy: ['struct_ops'] },
    });
    expect(holding('struct_ops', { holds: [{ ...inMap, attached: true }] }).attached).toBe('yes');
    const toMap = link({ type: 9, programId: 0, target: { kind: 'map', id: 4 } });
    expect(holding('struct_ops', { holds: [inMap] }, [toMap])).toMatchObject({
      ...{ attached: 'yes', heldBy: ['link', 'struct_ops'] },
    });
    const other = link({ type: 9, programId: 0, target: { kind: 'map', id: 5 } });
    expect(holding('struct_ops', { holds: [inMap] }, [other]).attached).toBe('no-link-seen');
  });

  it('held in several ways names each once, in the order of the contract', () => {
    const holds = [hold('prog_array', { attached: true }), hold('pin'), hold('fd'), hold('fd')];
    expect(holding('xdp', { holds })).toMatchObject({
      ...{ attached: 'yes', heldBy: ['fd', 'pin', 'prog_array'] },
    });
  });

  it('at a sockmap is attached, and held in no way that the contract names', () => {
    const attached = hold(null, { attached: true, attachType: 'sk_skb_verdict' });
    expect(holding('sk_skb', { holds: [attached] })).toMatchObject({
      ...{ attached: 'yes', attachType: 'sk_skb_verdict', heldBy: [] },
    });
  });

  it.each([
    ['xdp', 'netdev'],
    ['xdp', 'map'],
    ['sched_cls', 'netdev'],
    ['cgroup_skb', 'cgroup'],
    ['sock_ops', 'cgroup'],
    ['struct_ops', 'map'],
    ['kprobe', 'process'],
  ] as const)(
    'of type %s is not known to be unattached where no %s was searched',
    (type, place) => {
      expect(holding(type, { unsearched: [place] }).attached).toBe('not-searched');
      expect(holding(type, { unsearched: ['pin'] }).attached).toBe('no-link-seen');
      const holds = [hold('netdev', { attached: true })];
      expect(holding(type, { unsearched: [place], holds }).attached).toBe('yes');
    },
  );

  it.each(['sched_act', 'lwt_out', 'socket_filter', 'perf_event'])(
    'of type %s attaches where nothing is searched',
    (type) => {
      expect(holding(type, {}).attached).toBe('not-searched');
      expect(holding(type, {}, [link({})]).attached).toBe('yes');
    },
  );

  it('of a type that attaches by links only needs no other search', () => {
    const unsearched = ['process', 'cgroup', 'netdev', 'map', 'pin'] as const;
    expect(holding('tracing', { unsearched }).attached).toBe('no-link-seen');
  });
});

describe('the loader', () => {
  const process = (exe: string, startedMs: number): HolderProcess => ({
    loader: { exe, package: null, package_version: null, unit: null, container: null },
    startedMs,
  });
  const loader = (loadedMs: number, ...processes: HolderProcess[]) =>
    new Holders(
      { ...nothing, processes, holds: processes.map((_, at) => hold('fd', { process: at })) },
      { links: [], denied: 0 },
    ).of({ id: 7, type: 'xdp', loadTime: BigInt(loadedMs) * 1_000_000n + 999n }).loader?.exe;

  it('is the only holder, or nobody', () => {
    expect(loader(500, process('cilium', 100))).toBe('cilium');
    expect(loader(500)).toBeUndefined();
  });

  it('is nobody whose name is not known', () => {
    expect(loader(500, process('', 0))).toBeUndefined();
    expect(loader(500, process('', 0), process('cilium', 900))).toBe('cilium');
  });

  it('was there when the program was loaded', () => {
    expect(loader(500, process('child', 600), process('parent', 100))).toBe('parent');
  });

  it('is the youngest of those that were there', () => {
    expect(loader(500, process('daemon', 10), process('loader', 500))).toBe('loader');
  });

  it('has gone where all are younger: then it is the oldest holder', () => {
    expect(loader(500, process('later', 900), process('reloader', 600))).toBe('reloader');
  });

  it('does not hang on the order of processes that started at once', () => {
    expect(loader(500, process('a', 100), process('b', 100))).toBe('b');
    expect(loader(500, process('b', 100), process('a', 100))).toBe('b');
  });

  it('is named without digits that differ from host to host', () => {
    expect(loader(500, process('probe-20461', 100))).toBe('probe-*');
  });
});
