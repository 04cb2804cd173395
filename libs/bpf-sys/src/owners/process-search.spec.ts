import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeKernel } from '../fake-kernel.spec-helper.ts';
import { BpfQueries } from './bpf-queries.ts';
import { readNamespaces } from './namespaces.ts';
import { searchProcesses } from './process-search.ts';
import { Findings } from './search.ts';
import { withPackages } from './search-holders.ts';

let proc: string;

/** A process of a made up /proc: what its fds are, and what their fdinfo says. */
interface FakeProcess {
  readonly pid: string;
  readonly fds?: Readonly<Record<string, readonly [target: string, info?: string]>>;
  readonly net?: string;
  readonly mnt?: string;
  readonly mounts?: string;
  readonly exe?: string;
}

function add(process: FakeProcess): void {
  const { pid, fds = {}, net = 'net:[1]', mnt = 'mnt:[1]', mounts = '' } = process;
  const directory = join(proc, pid);
  for (const name of ['fd', 'fdinfo', 'ns']) mkdirSync(join(directory, name), { recursive: true });
  symlinkSync(net, join(directory, 'ns/net'));
  symlinkSync(mnt, join(directory, 'ns/mnt'));
  symlinkSync(process.exe ?? '/usr/sbin/loader', join(directory, 'exe'));
  writeFileSync(join(directory, 'mountinfo'), mounts);
  writeFileSync(join(directory, 'cgroup'), '0::/system.slice/loader.service\n');
  const rest = Array.from({ length: 30 }, (_, at) => String(at));
  writeFileSync(join(directory, 'stat'), `${pid} (loader) ${rest.join(' ')}`);
  for (const [fd, [target, info]] of Object.entries(fds)) {
    symlinkSync(target, join(directory, 'fd', fd));
    if (info !== undefined) writeFileSync(join(directory, 'fdinfo', fd), info);
  }
}

function findingsFor(wanted: Readonly<Record<number, string>>, budgetMs = 1000, now = () => 0) {
  const programs = new Map(Object.entries(wanted).map(([id, type]) => [Number(id), type]));
  return new Findings(programs, budgetMs, now);
}

function search(
  findings: Findings,
  programsOfMap: ReadonlyMap<number, readonly number[]> = new Map(),
) {
  searchProcesses(findings, new BpfQueries(new FakeKernel()), programsOfMap, proc);
  return findings;
}

beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'proc-'));
  add({ pid: 'self', fds: { 0: ['/dev/null'] } });
});
afterEach(() => rmSync(proc, { recursive: true }));

const fd = { kind: 'fd', attached: false };
const bpf = '1 0 0:30 / /sys/fs/bpf rw - bpf bpf rw\n';

describe('searchProcesses', () => {
  it('finds fds of programs and of links, and tells who holds them', () => {
    add({
      pid: '12',
      fds: {
        0: ['/dev/null'],
        3: ['socket:[77]'],
        4: ['anon_inode:bpf-prog', 'prog_id:\t7\n'],
        5: ['anon_inode:bpf_link', 'link_id:\t1\nprog_id:\t8\n'],
        6: ['anon_inode:bpf-prog', 'prog_id:\t9\n'],
        7: ['anon_inode:[eventpoll]'],
        8: ['/tmp/anon_inode:bpf-prog', 'prog_id:\t8\n'],
      },
    });
    const findings = search(findingsFor({ 7: 'xdp', 8: 'xdp' }));
    expect(findings.holds).toEqual([7, 8].map((program) => ({ program, ...fd, process: 0 })));
    expect(findings.processes).toMatchObject([
      { loader: { exe: 'loader', unit: 'loader.service', container: null }, startedMs: 190 },
    ]);
    expect(findings).toMatchObject({ cut: 0, denied: 0 });
  });

  it('tells who holds a struct_ops map, or a link to it', () => {
    add({ pid: '12', fds: { 4: ['anon_inode:bpf-map', 'map_type:\t26\nmap_id:\t3\n'] } });
    add({ pid: '13', fds: { 4: ['anon_inode:bpf_link', 'link_id:\t1\nmap_id:\t3\n'] } });
    add({ pid: '14', fds: { 4: ['anon_inode:bpf-map', 'map_type:\t1\nmap_id:\t4\n'] } });
    const findings = search(findingsFor({ 7: 'struct_ops' }), new Map([[3, [7, 8]]]));
    expect(findings.holds).toEqual([0, 1].map((process) => ({ program: 7, ...fd, process })));
  });

  it('passes over what has gone since it was listed', () => {
    add({ pid: '12', fds: { 4: ['anon_inode:bpf-prog'] } });
    mkdirSync(join(proc, '13'));
    const findings = search(findingsFor({ 7: 'xdp' }));
    expect(findings).toMatchObject({ holds: [], processes: [], denied: 0 });
  });

  it('masks what in the name of a file differs from host to host', () => {
    add({ pid: '12', fds: { 4: ['anon_inode:bpf-prog', 'prog_id:\t7\n'] }, exe: '/tmp/x-20461' });
    expect(search(findingsFor({ 7: 'xdp' })).processes[0]?.loader.exe).toBe('x-*');
  });

  it('ends when time is up', () => {
    for (const pid of ['12', '13', '14'])
      add({ pid, fds: { 4: ['anon_inode:bpf-prog', 'prog_id:\t7\n'] } });
    let now = 0;
    const findings = search(findingsFor({ 7: 'xdp' }, 2, () => now++));
    expect(findings.cut).toBe(2);
    expect(findings.holds).toHaveLength(1);
    expect([...findings.unsearched]).toEqual(['process']);
  });
});

describe('the time of a search', () => {
  it('ends among the fds of one process', () => {
    const sockets = Array.from({ length: 300 }, (_, at) => [String(at), ['socket:[1]']] as const);
    add({ pid: '12', fds: Object.fromEntries(sockets) });
    let now = 0;
    const findings = search(findingsFor({ 7: 'xdp' }, 2, () => now++));
    expect(now).toBe(3);
    expect(findings.cut).toBe(1);
    expect([...findings.unsearched]).toEqual(['process']);
  });

  it('ends among namespaces: then pins, cgroups and networks may be missing', () => {
    add({ pid: '12' });
    const findings = findingsFor({ 7: 'xdp' }, 0);
    readNamespaces(findings, proc);
    expect(findings.cut).toBe(1);
    expect([...findings.unsearched]).toEqual(['netdev', 'pin', 'cgroup']);
  });

  it('leaves packages unknown when it is up, and counts them', () => {
    add({ pid: '12', fds: { 4: ['anon_inode:bpf-prog', 'prog_id:\t7\n'] } });
    let now = 0;
    const findings = search(findingsFor({ 7: 'xdp' }, 2, () => now));
    const [holder] = findings.processes;
    if (holder === undefined) throw new RangeError('no process was found');
    findings.processes[0] = { ...holder, hostPath: process.execPath };
    withPackages(findings);
    expect(findings.cut).toBe(0);
    now = 2;
    expect(withPackages(findings)).toMatchObject([{ loader: { package: null } }]);
    expect(findings.cut).toBe(1);
  });
});

describe('readNamespaces', () => {
  const netdev = () => {
    const findings = findingsFor({ 7: 'xdp' });
    readNamespaces(findings, proc);
    return findings.unsearched.has('netdev');
  };

  it('sees the other network namespace of a process', () => {
    add({ pid: '12' });
    expect(netdev()).toBe(false);
    add({ pid: '13', net: 'net:[2]' });
    expect(netdev()).toBe(true);
  });

  it('sees a network namespace that only a mount keeps', () => {
    const mount = (id: number) => `1 0 0:4 net:[${id}] /run/netns/blue rw - nsfs nsfs rw\n`;
    add({ pid: '12', mnt: 'mnt:[2]', mounts: mount(1) });
    expect(netdev()).toBe(false);
    add({ pid: '13', mnt: 'mnt:[3]', mounts: mount(2) });
    expect(netdev()).toBe(true);
  });

  it('knows each bpffs once, by a path that leads to it', () => {
    writeFileSync(join(proc, 'self/mountinfo'), bpf);
    const other = '2 0 0:31 / /run/my/bpf rw - bpf bpf rw\n3 0 0:5 / /x rw - tmpfs t rw\n';
    add({ pid: '12', mnt: 'mnt:[2]', mounts: bpf + other });
    add({ pid: '13', mnt: 'mnt:[2]', mounts: 'not read again' });
    expect(readNamespaces(findingsFor({}), proc).map(({ path }) => path)).toEqual([
      '/sys/fs/bpf',
      `${proc}/12/root/run/my/bpf`,
    ]);
  });

  it.each([
    ['bpf', 'pin'],
    ['cgroup2', 'cgroup'],
  ] as const)(
    'takes the mount of all of a %s, and misses what only a part shows',
    (type, place) => {
      const mount = (root: string, point: string) =>
        `1 0 0:31 ${root} ${point} rw - ${type} x rw\n`;
      writeFileSync(join(proc, 'self/mountinfo'), mount('/part', '/a') + mount('/other', '/b'));
      const part = findingsFor({});
      expect(readNamespaces(part, proc).map(({ path }) => path)).toEqual(['/a']);
      expect([...part.unsearched]).toEqual([place]);
      add({ pid: '12', mnt: 'mnt:[2]', mounts: mount('/', '/c') + mount('/', '/d') });
      const whole = findingsFor({});
      expect(readNamespaces(whole, proc).map(({ path }) => path)).toEqual([`${proc}/12/root/c`]);
      expect(whole.unsearched.size).toBe(0);
    },
  );
});
