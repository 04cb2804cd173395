import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Report } from '@kfunc-census/report';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { againstMetrics, againstTable, judgeAgainst } from './against.ts';
import { againstCommand } from './against-command.ts';
import { type Command, readCommand } from './options.ts';
import { scanOnce } from './scan-command.ts';
import { readSettings } from './settings.ts';

const hosts = fileURLToPath(new URL('../../../test/recorded/hosts', import.meta.url));
let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'against-'));
});
afterEach(() => rmSync(state, { recursive: true }));

const settings = () => readSettings(() => undefined, { CENSUS_STATE_DIR: state });

function check(host: string, release: string, ...more: string[]) {
  const args = ['check', '--against', release, '--recorded', join(hosts, host), ...more];
  const { against } = readCommand(args) as Extract<Command, { against: unknown }>;
  const said = { out: '', notes: '' };
  const status = againstCommand(against, settings(), {
    out: (text) => {
      said.out += text;
    },
    note: (line) => {
      said.notes += line;
    },
    warn: (line) => {
      said.notes += line;
    },
  });
  return { status, ...said };
}

describe('check --against', () => {
  it('names the program, the kfunc, the release and what replaces it, and ends with 1', () => {
    const { status, out } = check('6.18.44-x86_64', '7.0');
    expect(status).toBe(1);
    expect(out).toMatch(
      /^mx_wq +sched_cls +bpf_wq_set_callback_impl +called +renamed in 7\.0 +bpf_wq_set_callback +none seen$/m,
    );
    expect(existsSync(join(state, 'spool'))).toBe(false);
  });

  it('ends with 0 when nothing that is named is gone', () => {
    const { status, out } = check('6.18.44-x86_64', '6.18.1-arch');
    expect(out).toMatch(
      /^Every kfunc that is named here and known to the data is there in 6\.18\.$/m,
    );
    expect(status).toBe(0);
  });

  it('refuses a kernel that the data does not know, with those that it knows', () => {
    expect(() => check('6.18.44-x86_64', '9.9')).toThrow(/--against 9\.9: .* knows 5\.13, .*7\.3/);
  });

  it('says the same as OpenMetrics', () => {
    const { status, out } = check('6.18.44-x86_64', '7.0', '--format', 'openmetrics');
    expect(status).toBe(1);
    expect(out).toMatch(
      /\{kernel="7\.0",program="mx_wq",.*,instead="bpf_wq_set_callback",.*\} 1$/m,
    );
    expect(out).toMatch(/_gone_without_fallback\{kernel="7\.0"\} [1-9]/);
    expect(out).toMatch(/\n# EOF\n$/);
    for (const line of out.trim().split('\n'))
      expect(line).toMatch(/^# |^kfunc_census_\w+\{.*\} \d+$/);
  });
});

describe('judgeAgainst', () => {
  const report = (change: (report: Report) => void): Report => {
    const found = structuredClone(scanOnce(join(hosts, '6.18.44-x86_64'), settings()).report);
    change(found);
    return found;
  };
  const one = (kfunc: Partial<Report['programs'][number]['kfuncs'][number]>) =>
    report((each) => {
      const [program] = each.programs;
      const [first] = program?.kfuncs ?? [];
      if (program === undefined || first === undefined) return expect.unreachable();
      each.programs = [{ ...program, name: 'a"b', kfuncs: [{ ...first, ...kfunc }] }];
      each.objects = [];
    });

  it('keeps apart what a test was seen for', () => {
    const tested = judgeAgainst(one({ name: 'bpf_wq_set_callback_impl', guard: 'tested' }), '7.0');
    expect(tested.findings).toMatchObject([{ fallback: true }]);
    expect(againstTable(tested, '7.0')).toMatch(/ tested$/m);
    expect(againstMetrics(tested, '7.0')).toContain('program="a\\"b"');
    expect(againstMetrics(tested, '7.0')).toMatch(/gone_without_fallback\{kernel="7.0"\} 0$/m);
  });

  it('never takes what it does not know for what is there', () => {
    const unknown = judgeAgainst(one({ name: 'vendor_kfunc' }), '7.0');
    expect(unknown).toMatchObject({ findings: [], unknown: ['vendor_kfunc'] });
    expect(againstTable(unknown, '7.0')).toMatch(/^Not in the lifecycle data: vendor_kfunc\.$/m);
    const unnamed = judgeAgainst(one({ name: null, status: 'unresolved', sites: 3 }), '7.0');
    expect(againstTable(unnamed, '7.0')).toMatch(/^3 call sites have no name/m);
  });

  it('leaves out what the kernel puts in by itself', () => {
    const inserted = one({ name: 'bpf_wq_set_callback_impl', status: 'kernel-inserted' });
    expect(judgeAgainst(inserted, '7.0').findings).toEqual([]);
  });

  it('looks at what an object names and none of its programs calls', () => {
    const named = report((each) => {
      const object = each.objects.find(({ kfuncs }) => kfuncs.length > 0);
      const [first] = object?.kfuncs ?? [];
      if (object === undefined || first === undefined) return expect.unreachable();
      const kfunc = { ...first, name: 'bpf_wq_set_callback_impl', status: 'referenced' as const };
      each.programs = [];
      each.objects = [{ ...object, kfuncs: [kfunc, { ...kfunc, status: 'missing' as const }] }];
    });
    expect(judgeAgainst(named, '7.0').findings).toMatchObject([{ type: 'object' }]);
  });
});
