/** What the agent says when the kernel does not let it see. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@kfunc-census/report';
import { createSpool } from '@kfunc-census/spool';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runAgent } from './agent-process.ts';
import { BpfFixture, bpfAvailable } from './load.ts';

/** Takes capabilities away for good: what is not in the bounding set is not gained at exec. */
const without = (...capabilities: string[]): string[] => [
  'setpriv',
  ...[`--bounding-set=${capabilities.map((name) => `-${name}`).join(',')}`, '--inh-caps=-all'],
];

function rightsAvailable(): true | string {
  if (spawnSync('setpriv', ['--version']).error !== undefined) return 'setpriv is not installed';
  return bpfAvailable();
}

/** kallsyms_show_value (kernel/ksyms_common.c): when CAP_SYSLOG decides. */
function syslogDecides(): true | string {
  const read = (name: string): number => Number(readFileSync(`/proc/sys/kernel/${name}`, 'utf8'));
  const restrict = read('kptr_restrict');
  if (restrict === 1 || (restrict === 0 && read('perf_event_paranoid') > 1))
    return rightsAvailable();
  return 'on this host CAP_SYSLOG does not decide whether addresses are seen';
}

const rights = realPart('the agent without rights', rightsAvailable);
const syslog = realPart('the agent without CAP_SYSLOG', syslogDecides);
let state: string;
let fixture: BpfFixture | undefined;

beforeAll(() => {
  state = mkdtempSync(join(tmpdir(), 'agent-'));
  if (rights.skip) return;
  fixture = new BpfFixture();
  fixture.load('direct');
  fixture.load('inlined');
  fixture.load('weak');
});
afterAll(() => {
  fixture?.close();
  rmSync(state, { recursive: true });
});

describe.skipIf(rights.skip)(rights.title, () => {
  it('names both capabilities and what to type, exits with 3, and keeps a report that says so', () => {
    const run = runAgent(['scan'], state, without('all'));
    expect(run.stderr).toMatch(/agent\/capability-missing.*missing CAP_SYS_ADMIN and CAP_SYSLOG/);
    expect(run.stderr).toMatch(/sudo npm start/);
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    expect(run.status).toBe(3);
    expect(run.stdout).toMatch(/^Coverage: not complete: programs could not be enumerated\.$/m);
    expect(run.stdout).toMatch(/1 since boot: .*CAP_SYS_ADMIN is missing \(no_cap_sys_admin\)/);
    const { report } = createSpool(join(state, 'spool')).pending();
    expect(report?.gzip.length).toBeGreaterThan(0);
  });

  it('reports what it may see, and no false zero', () => {
    const report = (wrapper: readonly string[]) => {
      const run = runAgent(['scan', '--print'], state, wrapper);
      return JSON.parse(run.stdout) as Report;
    };
    const seen = report([]);
    const { coverage, kernel, programs, totals } = report(without('sys_admin', 'bpf'));
    expect(coverage).toMatchObject({ complete: false, programs_loaded: 0, programs_read: 0 });
    expect(coverage.losses.map(({ reason }) => reason)).toContain('no_cap_sys_admin');
    expect(coverage.losses.map(({ reason }) => reason)).not.toContain('no_cap_syslog');
    expect({ programs, totals }).toEqual({ programs: [], totals: [] });
    // What the kernel offers stands in files that everybody may read.
    expect(kernel).toEqual(seen.kernel);
  });

  it('names the one capability that is missing', () => {
    const run = runAgent(['scan', '--no-spool'], state, without('sys_admin', 'bpf'));
    expect(run.stderr).toMatch(/missing CAP_SYS_ADMIN\./);
    expect(run.status).toBe(3);
  });

  it('says the same as check, line by line', () => {
    const run = runAgent(['check'], state, without('sys_admin', 'bpf'));
    expect(run.status).toBe(3);
    expect(run.stdout).toMatch(/^MISSING +CAP_SYS_ADMIN/m);
    expect(run.stdout).toMatch(/^MISSING +bpf\(2\) .*capability-missing/m);
    expect(run.stdout).toMatch(/^ok +\/sys\/kernel\/btf +vmlinux/m);
  });

  it('tells a user namespace of its own from a missing capability', () => {
    const run = runAgent(['scan', '--no-spool'], state, ['unshare', '--user', '--map-root-user']);
    expect(run.stderr).toMatch(/user namespace/);
    expect(run.status).toBe(3);
  });
});

describe.skipIf(rights.skip)('a kernel without BTF', () => {
  const withoutBtf = [
    ...['unshare', '--mount', 'sh', '-c'],
    ...['mount -t tmpfs tmpfs /sys/kernel/btf && exec "$@"', 'sh'],
  ];

  it('is not supported, and nothing is reported of it', () => {
    const unsupported = mkdtempSync(join(tmpdir(), 'agent-'));
    const run = runAgent(['scan'], unsupported, withoutBtf);
    expect(run).toMatchObject({ status: 7, stdout: '' });
    expect(run.stderr).toMatch(/^agent: agent\/not-supported: .*no BTF of its own.*\n$/);
    expect(createSpool(join(unsupported, 'spool')).pending().report).toBeUndefined();
    expect(createSpool(join(unsupported, 'spool')).readState().state).toBeUndefined();
    rmSync(unsupported, { recursive: true });
  });

  it('is not supported by check either', () => {
    const run = runAgent(['check'], state, withoutBtf);
    expect(run.status).toBe(7);
    expect(run.stdout).toMatch(/^MISSING +kfuncs +agent\/not-supported: /m);
  });

  it('is told before a missing right, which would not help', () => {
    const run = runAgent(['scan', '--no-spool'], state, [...withoutBtf, ...without('all')]);
    expect(run.status).toBe(7);
  });
});

describe.skipIf(syslog.skip)(syslog.title, () => {
  it('still scans, counts the sites, names no target, and says so', () => {
    const run = runAgent(['scan', '--print'], state, without('syslog'));
    expect(run.status).toBe(0);
    expect(run.stderr).toMatch(
      /^note: call targets are hidden.*: CAP_SYSLOG is missing\. Type `sudo npm start`.*\n$/,
    );
    const report = JSON.parse(run.stdout) as Report;
    const program = report.programs.find(({ name }) => name === 'direct_tc');
    expect(program?.kfuncs).toEqual([
      { name: null, module: null, status: 'unresolved', guard: 'unknown', sites: 3 },
    ]);
    expect(report.coverage.complete).toBe(false);
    const hidden = report.coverage.losses.find(({ reason }) => reason === 'no_cap_syslog');
    expect(hidden?.count).toBeGreaterThan(0);
  });

  it('does not go on saying so once the targets are seen again', () => {
    expect(runAgent(['scan'], state, without('syslog')).stderr).toMatch(/CAP_SYSLOG/);
    const run = runAgent(['scan', '--print'], state);
    expect(run.stderr).toBe('');
    const { coverage } = JSON.parse(run.stdout) as Report;
    expect(coverage.losses.map(({ reason }) => reason)).toContain('no_cap_syslog');
  });

  it('calls nothing referenced whose call it could not have seen, and still finds what is missing', () => {
    const statuses = (wrapper: readonly string[]) => {
      const run = runAgent(['scan', '--print'], state, wrapper);
      const { objects } = JSON.parse(run.stdout) as Report;
      const direct = objects.find(({ declares }) =>
        declares.some(({ name }) => name === 'bpf_dynptr_from_xdp'),
      );
      return {
        direct: direct?.kfuncs,
        declared: direct?.declares.map(({ name }) => name),
        missing: objects.flatMap(({ kfuncs }) =>
          kfuncs.filter(({ status }) => status === 'missing').map(({ name }) => name),
        ),
      };
    };
    const seen = statuses([]);
    const hidden = statuses(without('syslog'));
    // direct_plain calls it: with the targets hidden that is not known, and so nothing is said.
    expect(hidden.declared).toContain('bpf_rcu_read_lock');
    expect(hidden.direct).toEqual([]);
    expect(hidden.missing).toEqual(seen.missing);
    expect(hidden.missing).toContain('bpf_census_no_such_kfunc');
  });

  it('still sees what the line text shows', () => {
    const run = runAgent(['scan', '--print'], state, without('syslog'));
    const report = JSON.parse(run.stdout) as Report;
    const program = report.programs.find(({ name }) => name === 'inlined_cast');
    expect(program?.kfuncs).toEqual([
      expect.objectContaining({ name: 'bpf_cast_to_kern_ctx', status: 'inlined' }),
    ]);
  });
});
