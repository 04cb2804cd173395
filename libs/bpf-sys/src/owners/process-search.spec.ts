import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeKernel } from '../fake-kernel.spec-helper.ts';
import { BpfQueries } from './bpf-queries.ts';
import { searchProcesses } from './process-search.ts';
import { Findings } from './search.ts';

let proc: string;

/** A process of a made up /proc: what its fds are, and what their fdinfo says. */
interface FakeProcess {
  readonly pid: string;
  readonly fds?: Readonly<Record<string, readonly [target: string, info?: string]>>;
  readonly net?: string;
  readonly mnt?: string;
  readonly mounts?: string;
}

function add({ pid, fds = {}, net = 'net:[1]', mnt = 'mnt:[1]', mounts = '' }: FakeProcess): void {
  const directory = join(proc, pid);
  for (const name of ['fd', 'fdinfo', 'ns']) mkdirSync(join(directory, name), { recursive: true });
  symlinkSync(net, join(directory, 'ns/net'));
  symlinkSync(mnt, join(directory, 'ns/mnt'));
  symlinkSync('/usr/sbin/loader', join(directory, 'exe'));
  writeFileSync(join(directory, 'mountinfo'), mounts);
  writeFileSync(join(directory, 'cgroup'), '0::/system.slice/loader.service\n');
  const rest = Array.from({ length: 30 }, (_, at) => String(at));
  writeFileSync(join(directory, 'stat'), `${pid} (loader) ${rest.join(' ')}`);
  for (const [fd, [target, info]] of Object.entries(fds)) {
    symlinkSync(target, join(directory, 'fd', fd));
    if (info !== undefined) writeFileSync(join(directory, 'fdinfo', fd), info);
  }
}

function search(wanted: Readonly<Record<number, string>>, budgetMs = 1000, now = () => 0) {
  const programs = new Map(Object.entries(wanted).map(([id, type]) => [Number(id), type]));
  const findings = new Findings(programs, budgetMs, now);
  const found = searchProcesses(findings, new BpfQueries(new FakeKernel()), proc);
  return { findings, ...found };
}

beforeEach(() => {
  proc = mkdtempSync(join(tmpdir(), 'proc-'));
  add({ pid: 'self', fds: { 0: ['/dev/null'] } });
});
afterEach(() => rmSync(proc, { recursive: true }));

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
    const { findings } = search({ 7: 'xdp', 8: 'xdp' });
    const hold = { kind: 'fd', attached: false, process: 0 };
    expect(findings.holds).toEqual([
      { program: 7, ...hold },
      { program: 8, ...hold },
    ]);
    expect(findings.processes).toMatchObject([
      { loader: { exe: 'loader', unit: 'loader.service', container: null }, startedMs: 190 },
    ]);
    expect(findings).toMatchObject({ cut: 0, denied: 0 });
  });

  it('notes who holds a struct_ops map, or a link to it, where such programs are wanted', () => {
    add({ pid: '12', fds: { 4: ['anon_inode:bpf-map', 'map_type:\t26\nmap_id:\t3\n'] } });
    add({ pid: '13', fds: { 4: ['anon_inode:bpf_link', 'link_id:\t1\nmap_id:\t3\n'] } });
    expect([...search({ 7: 'struct_ops' }).mapHolders]).toEqual([[3, [0, 1]]]);
    expect([...search({ 7: 'xdp' }).mapHolders]).toEqual([]);
  });

  it('passes over what has gone since it was listed', () => {
    add({ pid: '12', fds: { 4: ['anon_inode:bpf-prog'] } });
    mkdirSync(join(proc, '13'));
    const { findings } = search({ 7: 'xdp' });
    expect(findings).toMatchObject({ holds: [], processes: [], denied: 0 });
  });

  it('sees other network namespaces: of a process, or kept by a mount', () => {
    expect(search({ 7: 'xdp' }).otherNetworkNamespaces).toBe(false);
    add({ pid: '12', fds: { 0: ['x'] }, net: 'net:[2]' });
    expect(search({ 7: 'xdp' }).otherNetworkNamespaces).toBe(true);
  });

  it('sees a network namespace that only a mount keeps', () => {
    const mounts = '1 0 0:4 net:[2] /run/netns/blue rw - nsfs nsfs rw\n';
    add({ pid: '12', fds: { 0: ['x'] }, mnt: 'mnt:[2]', mounts });
    expect(search({ 7: 'xdp' }).otherNetworkNamespaces).toBe(true);
  });

  it('knows each bpffs once, by a path that leads to it', () => {
    writeFileSync(join(proc, 'self/mountinfo'), bpf);
    const other = '2 0 0:31 / /run/my/bpf rw - bpf bpf rw\n3 0 0:5 / /x rw - tmpfs t rw\n';
    add({ pid: '12', fds: { 0: ['x'] }, mnt: 'mnt:[2]', mounts: bpf + other });
    add({ pid: '13', fds: { 0: ['x'] }, mnt: 'mnt:[2]', mounts: 'not read again' });
    expect([...search({ 7: 'xdp' }).mounts.values()].map(({ path }) => path)).toEqual([
      '/sys/fs/bpf',
      `${proc}/12/root/run/my/bpf`,
    ]);
  });

  it('ends when time is up', () => {
    for (const pid of ['12', '13', '14'])
      add({ pid, fds: { 4: ['anon_inode:bpf-prog', 'prog_id:\t7\n'] } });
    let now = 0;
    const { findings } = search({ 7: 'xdp' }, 2, () => now++);
    expect(findings.cut).toBeGreaterThan(0);
    expect(findings.holds.length).toBeLessThan(3);
    expect([...findings.unsearched]).toContain('process');
  });
});
