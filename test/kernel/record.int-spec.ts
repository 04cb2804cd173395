/** Recording this host, and scanning the recording: the same report, without what tells the host. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { hostname, release, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Report } from '@kfunc-census/report';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAgent } from './agent-process.ts';
import { BpfFixture, bpfAvailable } from './load.ts';

const part = realPart('a recording of this host', bpfAvailable);

describe.skipIf(part.skip)(part.title, () => {
  let state: string;
  let fixture: BpfFixture;

  beforeAll(() => {
    state = mkdtempSync(join(tmpdir(), 'agent-'));
    fixture = new BpfFixture();
    for (const name of ['direct', 'weak', 'inlined'] as const) fixture.load(name);
  });
  afterAll(() => {
    fixture?.close();
    rmSync(state, { recursive: true });
  });

  const scan = (args: readonly string[], wrapper: readonly string[] = []) => {
    const { status, stdout } = runAgent(['scan', ...args], state, wrapper);
    return { status, report: JSON.parse(stdout) as Report };
  };
  /** What does not name the host. */
  const content = ({ kernel, coverage, totals, objects, programs }: Report): unknown => ({
    ...{ kernel: { ...kernel, release: '' }, coverage, totals, objects },
    programs: programs.map(({ source, ...program }) => program),
  });
  const recordAndReplay = (name: string, wrapper: readonly string[] = []) => {
    const directory = join(state, name);
    const live = scan(['--print', '--record', directory], wrapper);
    const replayed = scan(['--print', '--recorded', directory]);
    expect(content(replayed.report)).toEqual(content(live.report));
    expect(replayed.status).toBe(live.status);
    return { directory, report: live.report };
  };

  it('gives the same report', () => {
    const { report } = recordAndReplay('whole');
    expect(report.programs.length).toBeGreaterThan(5);
    const guards = report.programs.flatMap(({ kfuncs }) => kfuncs.map(({ guard }) => guard));
    expect(guards).toContain('tested');
  });

  it('also of a scan that could not see everything', () => {
    const without = (capabilities: string): string[] => [
      'setpriv',
      ...[`--bounding-set=${capabilities}`, '--inh-caps=-all'],
    ];
    expect(recordAndReplay('hidden', without('-syslog')).report.coverage.complete).toBe(false);
    const { report } = recordAndReplay('denied', without('-sys_admin,-bpf'));
    expect(report.coverage.losses.map(({ reason }) => reason)).toEqual(['no_cap_sys_admin']);
  });

  it('holds nothing that tells the host, or where its kernel is', () => {
    const { directory } = recordAndReplay('scrubbed');
    const symbols = readFileSync('/proc/kallsyms', 'latin1');
    const callBase = /^([0-9a-f]{16}) T __bpf_call_base$/m.exec(symbols)?.[1] ?? '';
    expect(callBase).toMatch(/^ffff/);
    const secrets = [
      readFileSync('/etc/machine-id', 'utf8').trim(),
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
      ...[callBase, release(), hostname(), tmpdir()],
    ].filter((secret) => secret.length > 3);
    const files = readdirSync(directory);
    expect(files.sort()).toEqual(['btf-vmlinux.gz', 'kernel.json.gz']);
    for (const file of files) {
      const text = gunzipSync(readFileSync(join(directory, file))).toString('latin1');
      // What is inside base64 too.
      const inside = text.replace(/"([A-Za-z0-9+/]{64,}={0,2})"/g, (_, base64: string) =>
        Buffer.from(base64, 'base64').toString('latin1'),
      );
      for (const secret of secrets) expect(inside.includes(secret), secret).toBe(false);
    }
  });

  it('is small', () => {
    const sizes = spawnSync('du', ['-sk', join(state, 'whole')], { encoding: 'utf8' }).stdout;
    expect(Number.parseInt(sizes, 10)).toBeLessThan(512);
  });
});
