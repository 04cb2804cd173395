/** What a scan does to its host, as strace sees it: one object open at a time, nothing changed. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@kfunc-census/report';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAgent } from './agent-process.ts';
import { bpfAvailable, bpftool } from './load.ts';
import { OwnersFixture, ownersAvailable } from './owners-fixture.ts';
import { changedPaths, objectUse, parseTrace, type TracedCall } from './trace.ts';

function straceAvailable(): true | string {
  if (spawnSync('strace', ['-V']).error !== undefined) return 'strace is not installed';
  const owners = ownersAvailable();
  return owners === true ? bpfAvailable() : owners;
}

const part = realPart('a scan under strace', straceAvailable);

/** Ids of all programs, maps and links, as bpftool lists them. */
function objectIds(): Record<string, number[]> {
  const ids = (kind: string): number[] =>
    (JSON.parse(bpftool(['-j', kind, 'show'])) as { id: number }[]).map(({ id }) => id);
  return Object.fromEntries(['prog', 'map', 'link'].map((kind) => [kind, ids(kind)]));
}

describe.skipIf(part.skip)(part.title, () => {
  let directory: string;
  let fixture: OwnersFixture | undefined;
  let before: Record<string, number[]>;
  let after: Record<string, number[]>;
  let calls: readonly TracedCall[];
  let report: Report;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'census-trace-'));
    fixture = new OwnersFixture();
    const trace = join(directory, 'trace');
    const state = join(directory, 'state');
    before = objectIds();
    const strace = ['strace', '-f', '-o', trace, '-e', 'trace=bpf,close,%file,%desc,mount,umount2'];
    const variables = { CENSUS_OWNER_SEARCH_MS: '60000' };
    const run = runAgent(['scan', '--format', 'json'], state, [
      ...['env', ...Object.entries(variables).map(([name, value]) => `${name}=${value}`)],
      ...strace,
    ]);
    after = objectIds();
    expect(run.status).toBe(0);
    report = JSON.parse(run.stdout) as Report;
    calls = parseTrace(readFileSync(trace, 'latin1'));
  });
  afterAll(() => {
    fixture?.close();
    rmSync(directory, { recursive: true });
  });

  it('sees a full scan: programs, links, maps and pins', () => {
    const held = new Set(report.programs.flatMap(({ held_by }) => held_by));
    expect([...held].sort()).toEqual(
      ['cgroup', 'fd', 'link', 'netdev', 'perf_event', 'pin', 'prog_array', 'struct_ops'].sort(),
    );
    expect(report.coverage.losses.map(({ reason }) => reason)).not.toContain('owner_search_cut');
  });

  it('has one object open at any moment, and a link for one call', () => {
    const use = objectUse(calls);
    expect(use.opened).toBeGreaterThan(30);
    expect(use.mostAtOnce).toBe(1);
    expect(use.mostCallsPerLink).toBe(1);
  });

  it('leaves the programs, maps and links of the host as they were', () => {
    expect(before.link?.length).toBeGreaterThan(3);
    expect(after).toEqual(before);
  });

  it('changes no file outside its state directory', () => {
    const changed = changedPaths(calls);
    expect(changed.filter((path) => path.startsWith(`${directory}/state/`))).not.toEqual([]);
    const harmless = /^\/dev\/(null|tty|pts\/\d+)$/;
    expect(
      changed.filter((path) => !path.startsWith(`${directory}/state`) && !harmless.test(path)),
    ).toEqual([]);
  });
});

describe('the reading of a trace', () => {
  const bpf = (id: number, fd: number) =>
    `7 bpf(BPF_PROG_GET_FD_BY_ID, {prog_id=${id}}, 128) = ${fd}`;
  const use = (...lines: string[]) => objectUse(parseTrace(lines.join('\n')));

  it('counts two objects that are open at once', () => {
    expect(use(bpf(1, 20), '7 close(20) = 0', bpf(2, 20), '7 close(20) = 0').mostAtOnce).toBe(1);
    expect(use(bpf(1, 20), bpf(2, 21), '7 close(20) = 0').mostAtOnce).toBe(2);
    expect(use(bpf(1, 20), '7 close(19) = 0', bpf(2, 21)).mostAtOnce).toBe(2);
  });

  it('puts calls together that another thread interrupts', () => {
    const calls = [
      '7 bpf(BPF_OBJ_GET, {…} <unfinished ...>',
      bpf(1, 20),
      '7 <... bpf resumed>, 128) = 21',
    ];
    expect(use(...calls).mostAtOnce).toBe(2);
  });

  it.each([
    '7 bpf(BPF_LINK_GET_FD_BY_ID, {link_id=1}, 128) = 20',
    '7 bpf(BPF_OBJ_GET, {pathname="/x", bpf_fd=0, file_flags=0}, 128) = 20',
  ])('counts the calls while a link is open: %s', (link) => {
    const info = '7 bpf(BPF_OBJ_GET_INFO_BY_FD, {info={bpf_fd=20}}, 128) = 0';
    expect(use(link, info, '7 close(20) = 0').mostCallsPerLink).toBe(1);
    expect(use(link, info, info, '7 close(20) = 0').mostCallsPerLink).toBe(2);
  });

  it('finds what was changed', () => {
    const calls = parseTrace(
      [
        '7 openat(AT_FDCWD, "/etc/passwd", O_RDONLY|O_CLOEXEC) = 3',
        '7 openat(AT_FDCWD, "/tmp/a", O_WRONLY|O_CREAT, 0600) = 3',
        '7 rename("/tmp/a", "/tmp/b") = 0',
        '7 readlink("/proc/1/exe", 0x1, 9) = 3',
      ].join('\n'),
    );
    expect(changedPaths(calls)).toEqual(['/tmp/a']);
  });
});
