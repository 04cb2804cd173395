/** What a scan of this kernel cannot see is counted by its own reason, and is never a zero. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKernelReader } from '@kfunc-census/bpf-sys';
import type { LossReason, Report } from '@kfunc-census/report';
import { type KernelReader, type ScanResult, scanHost } from '@kfunc-census/scan';
import { realPart } from '@kfunc-census/testing';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../tools/lib/run.ts';
import { type AgentRun, runAgent } from './agent-process.ts';
import { BpfFixture, bpfAvailable } from './load.ts';
import { loadLong, loadWithoutBtf, type RawProgram } from './raw-program.ts';
import { type ChangedSysctl, changeSysctl, readSysctl } from './sysctl.ts';

const part = realPart('losses of a scan of this host', () => {
  for (const tool of ['setpriv', 'dmesg'])
    if (spawnSync(tool, ['--version']).error !== undefined) return `${tool} is not installed`;
  return bpfAvailable();
});
const withoutSyslog = ['setpriv', '--bounding-set=-syslog', '--inh-caps=-all'];
const locked = ['bpf_rcu_read_lock', 'bpf_rcu_read_unlock'];

/** Losses of the search for holders are not asked for here: they follow from the host's processes. */
const lossesOf = ({ coverage }: Report): Partial<Record<LossReason, number>> =>
  Object.fromEntries(
    coverage.losses
      .filter(({ reason }) => !reason.startsWith('owner_search_'))
      .map(({ reason, count }) => [reason, count]),
  );
const named = ({ programs }: Report, name: string) =>
  programs.find((program) => program.name === name);

describe.skipIf(part.skip)(part.title, () => {
  let state: string;
  let fixture: BpfFixture;
  const undo: (() => void | Promise<void>)[] = [];
  const settings = ['kernel/kptr_restrict', 'net/core/bpf_jit_harden'].map(
    (name) => [name, readSysctl(name)] as const,
  );

  beforeAll(() => {
    state = mkdtempSync(join(tmpdir(), 'agent-'));
    fixture = new BpfFixture();
    fixture.load('direct');
  });
  afterEach(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  });
  afterAll(() => {
    fixture?.close();
    rmSync(state, { recursive: true });
  });

  /** Until the end of the test. */
  const change = async (name: string, value: string): Promise<ChangedSysctl> => {
    const changed = await changeSysctl(name, value);
    undo.push(() => changed.restore());
    return changed;
  };
  const load = (program: RawProgram): RawProgram => {
    undo.push(() => program.close());
    return program;
  };
  const shown = (wrapper: readonly string[] = []): { run: AgentRun; report: Report } => {
    const run = runAgent(['scan', '--print'], state, wrapper);
    expect(run.status).toBe(0);
    return { run, report: JSON.parse(run.stdout) as Report };
  };
  const scan = (reader: Partial<KernelReader>, previous?: ScanResult['state']): ScanResult =>
    scanHost(
      { ...createKernelReader(), ...reader },
      Date,
      {
        agentVersion: '0',
        configDigest: '0'.repeat(32),
        lifecycleVersion: '7.3',
        scanIntervalSeconds: null,
        hostKey: new Uint8Array(32),
      },
      previous,
    );

  it('kptr_restrict: targets are hidden from root too, sites are counted', async () => {
    const before = shown().report;
    const changed = await change('kernel/kptr_restrict', '2');
    const { run, report } = shown();
    await changed.restore();
    const sites = (which: Report) =>
      named(which, 'direct_tc')?.kfuncs.reduce((sum, kfunc) => sum + kfunc.sites, 0);
    expect(sites(before)).toBe(3);
    expect(named(report, 'direct_tc')?.kfuncs).toEqual([
      { name: null, module: null, status: 'unresolved', guard: 'unknown', sites: 3 },
    ]);
    expect(report.totals).toEqual(before.totals);
    expect(report.coverage.complete).toBe(false);
    expect(lossesOf(report)).toEqual({ kptr_restrict: expect.any(Number) });
    expect(run.stderr).toMatch(/^note: call targets are hidden.*: kernel\.kptr_restrict is 2\./);
    expect(lossesOf(before)).toEqual({});
  });

  it('no_cap_syslog: the same from a process without it', () => {
    const { report } = shown(withoutSyslog);
    expect(report.coverage.complete).toBe(false);
    expect(lossesOf(report)).toEqual({ no_cap_syslog: expect.any(Number) });
  });

  it('blinded: a program whose instructions the kernel returns as zeros is not an empty one', async () => {
    const changed = await change('net/core/bpf_jit_harden', '2');
    load(loadWithoutBtf('census_blinded', locked));
    await changed.restore();
    const seen = shown().report;
    expect([seen.coverage.complete, lossesOf(seen)]).toEqual([true, {}]);
    expect(named(seen, 'census_blinded')?.kfuncs.map(({ name }) => name)).toEqual(locked);
    const { report } = shown(withoutSyslog);
    expect(lossesOf(report)).toMatchObject({ blinded: 1 });
    expect(report.coverage.complete).toBe(false);
    expect(report.coverage.programs_loaded - report.coverage.programs_read).toBe(1);
    const loaded = (which: Report) =>
      which.totals.find(({ type }) => type === 'sched_cls')?.loaded ?? 0;
    expect(loaded(seen) - loaded(report)).toBe(1);
  });

  it('too_large: 540,000 instructions are not asked for, and the kernel has nothing to warn of', () => {
    const kernelLog = (): string => spawnSync('dmesg', { encoding: 'utf8' }).stdout;
    const program = load(loadLong('census_long', 540_000));
    const before = kernelLog();
    expect(before).not.toBe('');
    const { report } = shown();
    expect(kernelLog().slice(before.length)).toBe('');
    expect(lossesOf(report)).toEqual({ too_large: 1 });
    expect(report.coverage.complete).toBe(false);
    expect(report.coverage.programs_loaded - report.coverage.programs_read).toBe(1);
    // Just below the limit it is read.
    program.close();
    undo.pop();
    load(loadLong('census_long', 520_000));
    const small = shown().report;
    expect([small.coverage.complete, lossesOf(small)]).toEqual([true, {}]);
  });

  it('gone: a program unloaded between enumeration and reading is no zero', () => {
    const others = scan({});
    const program = loadWithoutBtf('census_gone', locked);
    let open = true;
    undo.push(() => {
      if (open) program.close();
    });
    const unloads: Partial<KernelReader> = {
      programIds() {
        const ids = createKernelReader().programIds();
        if (open) {
          expect(ids).toContain(program.id);
          program.close();
          open = false;
        }
        return ids;
      },
    };
    const { report, state: after } = scan(unloads, others.state);
    expect(open).toBe(false);
    expect(named(report, 'census_gone')).toBeUndefined();
    expect(report.totals).toEqual(others.report.totals);
    const { coverage } = report;
    expect(coverage.ids_unseen - others.report.coverage.ids_unseen).toBeGreaterThanOrEqual(1);
    expect([coverage.complete, lossesOf(report)]).toEqual([false, { gone: 1 }]);
    expect(coverage.programs_loaded).toBe(others.report.coverage.programs_loaded);
    expect(after.lastProgramId).toBeGreaterThanOrEqual(program.id);
  });

  it('churn: a host that loads programs faster than the scan follows', () => {
    const loads: Partial<KernelReader> = {
      programIds() {
        load(loadWithoutBtf('census_churn', locked));
        return createKernelReader().programIds();
      },
    };
    const { report } = scan(loads);
    expect(lossesOf(report)).toEqual({ churn: 1 });
    expect(report.coverage.complete).toBe(false);
    expect(named(report, 'census_churn')?.instances).toBe(3);
  });

  it('leaves the settings as they were, also when the test is killed', async () => {
    const name = 'kernel/kptr_restrict';
    const before = readSysctl(name);
    expect(before).not.toBe('2');
    const holder = spawn(process.execPath, [`${root}/test/kernel/hold-sysctl.ts`, name, '2'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    await once(holder.stdout, 'data');
    expect(readSysctl(name)).toBe('2');
    holder.kill('SIGKILL');
    await expect.poll(() => readSysctl(name), { timeout: 5000 }).toBe(before);
    for (const [setting, value] of settings) expect(readSysctl(setting)).toBe(value);
  });
});
