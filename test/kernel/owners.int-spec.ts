/** Who and what holds programs, found by the real reader on this kernel. */
import { execFileSync, spawnSync } from 'node:child_process';
import { readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { hostname } from 'node:os';
import { attachTypeName } from '@kfunc-census/bpf';
import { createKernelReader } from '@kfunc-census/bpf-sys';
import type { Report, ReportProgram } from '@kfunc-census/report';
import { type ScanSettings, scanHost } from '@kfunc-census/scan';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAgent } from './agent-process.ts';
import { bpftool } from './load.ts';
import { OwnersFixture, ownersAvailable, unit, waitFor } from './owners-fixture.ts';

const part = realPart('holders of live BPF programs', ownersAvailable);

/** Whether a process lives in another network namespace, or may, as this test reads /proc. */
function otherNetworkNamespaces(): boolean {
  const own = readlinkSync('/proc/self/ns/net');
  const namespace = (pid: string): string => {
    try {
      return readlinkSync(`/proc/${pid}/ns/net`);
    } catch (error) {
      const ended = error instanceof Error && 'code' in error && error.code === 'ENOENT';
      return ended ? own : 'not to be looked into';
    }
  };
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.some((pid) => namespace(pid) !== own);
}

/** Package and version of a file, as dpkg-query says. */
function packageOf(path: string): { package: string | null; package_version: string | null } {
  for (const file of [path, path.replace(/^\/usr/, '')]) {
    const { status, stdout } = spawnSync('dpkg-query', ['-S', file], { encoding: 'utf8' });
    const name = stdout?.split(':')[0] ?? '';
    if (status !== 0 || name === '') continue;
    const args = ['-W', '-f', '$' + '{Version}', name];
    return {
      package: name,
      package_version: execFileSync('dpkg-query', args, { encoding: 'utf8' }),
    };
  }
  return { package: null, package_version: null };
}

/** Every text in a document, names of members included; numbers may be equal to an id by chance. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return [...names, ...Object.values(value).flatMap(textsOf)];
}

describe.skipIf(part.skip)(part.title, () => {
  let fixture: OwnersFixture | undefined;
  let report: Report;

  const scan = (settings: Partial<ScanSettings> = {}): Report =>
    scanHost(createKernelReader(), Date, {
      agentVersion: '0',
      configDigest: '0'.repeat(32),
      lifecycleVersion: '7.3',
      scanIntervalSeconds: null,
      hostKey: new Uint8Array(32),
      ownerSearchMs: 30_000,
      ...settings,
    }).report;
  const program = (name: string, of = report): ReportProgram | undefined =>
    of.programs.find((candidate) => candidate.name === name);

  beforeAll(() => {
    fixture = new OwnersFixture();
    report = scan();
  });
  afterAll(() => fixture?.close());

  it.each([
    ['held_by_pin', ['pin'], null, 'no'],
    ['held_by_tcx', ['pin', 'link', 'netdev'], 'tcx_ingress', 'yes'],
    ['held_by_filter', ['netdev'], null, 'yes'],
    ['held_by_xdp', ['netdev'], null, 'yes'],
    ['held_by_xdp_link', ['fd', 'link', 'netdev'], 'xdp', 'yes'],
    ['held_by_devmap', [], 'xdp_devmap', 'yes'],
    ['held_by_devhash', [], 'xdp_devmap', 'yes'],
    ['held_by_cpumap', [], 'xdp_cpumap', 'yes'],
    ['held_by_cgroup', ['cgroup'], 'cgroup_inet_ingress', 'yes'],
    ['held_by_cg_link', ['fd', 'link', 'cgroup'], 'cgroup_inet_egress', 'yes'],
    ['held_by_raw_tp', ['fd', 'link'], null, 'yes'],
    ['held_by_iter', ['fd', 'link'], 'trace_iter', 'yes'],
    ['held_by_perf', ['perf_event'], 'perf_event', 'yes'],
    ['held_by_tail_call', ['prog_array'], null, 'yes'],
    ['held_by_ops', ['struct_ops'], 'struct_ops', 'yes'],
  ])('finds how %s is held', (name, heldBy, attachType, attached) => {
    const unattached = otherNetworkNamespaces() ? 'not-searched' : 'no-link-seen';
    expect(program(name)).toMatchObject({
      held_by: heldBy,
      attach_type: attachType,
      attached: attached === 'yes' ? 'yes' : unattached,
    });
  });

  it('names the process that holds a program: file, package, and unit without its instance', () => {
    const path = realpathSync(execFileSync('which', ['sleep'], { encoding: 'utf8' }).trim());
    expect(program('held_by_fd')).toMatchObject({
      held_by: ['fd'],
      loader: {
        exe: 'sleep',
        ...packageOf(path),
        unit: unit.replace('7', ''),
        container: null,
      },
    });
  });

  it('names the process that holds a link', () => {
    expect(program('held_by_raw_tp')?.loader?.exe).toBe('node');
    expect(program('held_by_pin')?.loader).toBeNull();
  });

  it('says nothing of process ids, paths, command lines and the name of the host', () => {
    const { pids = [], paths = [] } = fixture?.secrets ?? {};
    expect(pids.length).toBeGreaterThan(2);
    expect(paths.length).toBeGreaterThan(5);
    const told = textsOf(report);
    for (const secret of [...paths, 'sleep 1000', 'vitest'])
      expect(told.filter((text) => text.includes(secret))).toEqual([]);
    // The release of the kernel and the name of the distribution are free to look like the host's.
    const beside = textsOf({ ...report, kernel: null });
    for (const secret of [...pids, hostname()]) {
      const escaped = `${secret}`.replace(/\W/g, '\\$&');
      const word = new RegExp(`(?<![0-9a-z])${escaped}(?![0-9a-z])`, 'i');
      expect(beside.filter((text) => word.test(text))).toEqual([]);
    }
    expect(textsOf([{ a: 'x' }, 1])).toEqual(['a', 'x']);
  });

  it('reads every attach type as bpftool names it', () => {
    const links = JSON.parse(bpftool(['-j', 'link', 'show'])) as {
      id: number;
      attach_type?: string;
    }[];
    const own = new Map(
      createKernelReader()
        .links()
        .links.map((link) => [link.id, link.attachType]),
    );
    const named = links.filter(({ attach_type }) => attach_type !== undefined);
    expect(named.length).toBeGreaterThan(0);
    for (const { id, attach_type } of named) expect([id, own.get(id)]).toEqual([id, attach_type]);
  });

  it('knows every attach type of this kernel by the name that the kernel gives it', () => {
    const dump = bpftool(['btf', 'dump', 'file', '/sys/kernel/btf/vmlinux']);
    const [, values = ''] = /^\[\d+\] ENUM 'bpf_attach_type'.*\n((?:\t.*\n)+)/m.exec(dump) ?? [];
    const names = [...values.matchAll(/'BPF_(\w+)' val=(\d+)/g)];
    expect(names.length).toBeGreaterThan(40);
    for (const [, name = '', value] of names)
      expect(attachTypeName(Number(value))).toBe(name.toLowerCase());
  });

  it('does not call a program unattached that another network namespace may use', () => {
    const pid = fixture?.start('unshare', ['--net', 'sleep', '1000']);
    const own = readlinkSync('/proc/self/ns/net');
    waitFor(() => readlinkSync(`/proc/${pid}/ns/net`) !== own);
    const seen = scan();
    expect(program('held_by_pin', seen)?.attached).toBe('not-searched');
    expect(program('held_by_tcx', seen)?.attached).toBe('yes');
  });

  it('ends when its time is up, and counts what is left', () => {
    const { programs, coverage } = scan({ ownerSearchMs: 1 });
    const cut = coverage.losses.find(({ reason }) => reason === 'owner_search_cut');
    expect(cut?.count).toBeGreaterThan(0);
    expect(coverage.complete).toBe(true);
    expect(programs.length).toBeGreaterThan(0);
  });

  it('counts processes that it may not look into, and leaves the scan complete', () => {
    const state = fixture?.scratch() ?? '';
    const seen = (wrapper: readonly string[]): Report =>
      JSON.parse(runAgent(['scan', '--print'], state, wrapper).stdout) as Report;
    const denied = ({ coverage }: Report): number =>
      coverage.losses.find(({ reason }) => reason === 'owner_search_denied')?.count ?? 0;
    const all = seen([]);
    const some = seen(['setpriv', '--bounding-set=-sys_ptrace', '--inh-caps=-all']);
    expect(program('held_by_fd', all)?.loader?.exe).toBe('sleep');
    expect(program('held_by_fd', some)).toMatchObject({ held_by: [], loader: null });
    expect(denied(some)).toBeGreaterThan(denied(all));
    expect(some.coverage.complete).toBe(true);
  });

  it('counts the runs of a program, and says 0 of one that did not run', () => {
    const script = `head -c 64 /dev/zero > "$2"; while :; do bpftool prog run pinned "$1" data_in "$2" repeat 1000; done > /dev/null 2>&1`;
    const directory = fixture?.scratch() ?? '';
    fixture?.start('sh', ['-c', script, 'sh', fixture.pin('held_by_runs'), `${directory}/packet`]);
    const seen = scan({ runSampleSeconds: 1 });
    const runs = program('held_by_runs', seen)?.run;
    expect(runs?.window_s).toBe(1);
    expect(runs?.count).toBeGreaterThan(0);
    expect(runs?.time_ns).toBeGreaterThan(0);
    expect(program('held_by_filter', seen)?.run).toEqual({ window_s: 1, count: 0, time_ns: 0 });
    expect(program('held_by_runs')?.run).toBeNull();
  });
});
