/** The matrix on this kernel: every program loaded, one scan, and every row compared. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { createKernelReader } from '@kfunc-census/bpf-sys';
import { parseBtf } from '@kfunc-census/btf';
import type { ReportObject, ReportProgram } from '@kfunc-census/report';
import { type ScanResult, scanHost } from '@kfunc-census/scan';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bpfAvailable } from '../load.ts';
import {
  type BpftoolCalls,
  callsText,
  everyProgramByBpftool,
  namedDifferences,
} from './bpftool-calls.ts';
import { objectCases, programCases } from './cases.ts';
import { MatrixHost } from './host.ts';
import { cast } from './rows.ts';

function available(): true | string {
  if (spawnSync('ip', ['-V']).error !== undefined) return 'ip is not installed';
  const bpf = bpfAvailable();
  return bpf === true ? kernelAsDescribed() : bpf;
}

/** The rows are what 6.18 makes of the programs, where it has all of their kfuncs built in. */
function kernelAsDescribed(): true | string {
  if (!release().startsWith('6.18.')) return `the rows are those of 6.18, this is ${release()}`;
  const btf = parseBtf(readFileSync('/sys/kernel/btf/vmlinux'));
  const offered = new Set(btf.taggedFuncs('bpf_kfunc').map((id) => btf.name(id)));
  const called = programCases.flatMap(({ rows }) => rows.map(({ name }) => name ?? ''));
  const lacking = called.find((name) => !offered.has(name));
  return lacking === undefined ? true : `this kernel has no ${lacking}`;
}

const part = realPart('matrix of loaded BPF programs', available);

/** Kfuncs that this kernel inlines: a program without line info does not show them. */
const inlinedHere = ['bpf_cast_to_kern_ctx', 'bpf_rdonly_cast'];

describe.skipIf(part.skip)(part.title, () => {
  let host: MatrixHost | undefined;
  let result: ScanResult;
  let byBpftool: BpftoolCalls;

  beforeAll(async () => {
    host = await MatrixHost.load();
    result = scanHost(createKernelReader(), Date, {
      agentVersion: '0',
      configDigest: '0'.repeat(32),
      lifecycleVersion: '7.3',
      scanIntervalSeconds: null,
      hostKey: new Uint8Array(32),
    });
    byBpftool = everyProgramByBpftool();
  });
  afterAll(() => host?.close());

  const programs = (name: string): ReportProgram[] =>
    result.report.programs.filter((program) => program.name === name);
  const byName = <T extends { readonly name: string | null }>(rows: readonly T[]): T[] =>
    [...rows].sort((a, b) => (`${a.name}` < `${b.name}` ? -1 : 1));

  it.each(programCases)('$program: $shows', ({ program, type, rows, instances = 1 }) => {
    const found = programs(program).map((entry) => ({
      type: entry.type,
      instances: entry.instances,
      rows: byName(entry.kfuncs),
    }));
    expect(found).toEqual(rows.length === 0 ? [] : [{ type, instances, rows: byName(rows) }]);
  });

  /** Objects of the report with one of these programs, or, without, with these declarations. */
  const objectsOf = (of: string | null, declares: readonly string[]): ReportObject[] =>
    result.report.objects.filter((object) =>
      of === null
        ? String(object.declares.map(({ name }) => name)) === String(declares)
        : programs(of).some((program) => program.object === object.key),
    );

  it.each(objectCases)('object of $of: $shows', ({ of, declares, rows }) => {
    const found = objectsOf(of, declares);
    expect(found.length).toBeGreaterThan(0);
    // Another object with these declarations alone hides their use: it has no evidence.
    if (of === null) expect(found).toHaveLength(1);
    for (const object of found) {
      expect(object.declares.map(({ name }) => name)).toEqual(declares);
      expect(byName(object.kfuncs)).toEqual(byName(rows));
    }
  });

  it('gives a program no object when the kernel has no BTF of it', () => {
    for (const name of ['mx_raw_no_btf', 'mx_raw_stripped'])
      expect(programs(name).map(({ object }) => object)).toEqual([null]);
  });

  it('says for how many programs the inlined kfuncs cannot be observed', () => {
    const { not_observable } = result.report.coverage;
    const names = not_observable.map(({ name }) => name);
    expect(inlinedHere).toEqual(expect.arrayContaining(names));
    // Besides what the host runs: mx_raw_no_lines; mx_hidden_cast; mx_cast_rdonly and mx_cast_macro,
    // whose object names both casts. Others hold no `r0 = r1`, which is what the verifier makes of
    // a cast, or name externs without it.
    const casts = not_observable.find(({ name }) => name === cast);
    expect(casts?.programs).toBeGreaterThanOrEqual(4);
  });

  it('calls the scan complete', () => {
    const { coverage } = result.report;
    expect(coverage).toMatchObject({ complete: true, losses: [] });
    expect(coverage.programs_read).toBe(coverage.programs_loaded);
  });

  it('equals bpftool for every program of the host, but for the named differences', () => {
    const ours = result.report.programs.flatMap(({ type, name, kfuncs, instances }) => {
      const calls = kfuncs.filter(({ status }) => status === 'called');
      const text = callsText(
        type,
        name,
        Object.fromEntries(calls.map((kfunc) => [kfunc.name ?? '', kfunc.sites])),
      );
      return calls.length === 0 ? [] : new Array<string>(instances).fill(text);
    });
    expect(ours.sort()).toEqual(byBpftool.programs);
    expect(ours.length).toBeGreaterThan(50);
  });

  it.each(namedDifferences)('differs from bpftool in $symbol: $why', ({ symbol, kfunc }) => {
    expect(byBpftool.symbols).toContain(symbol);
    const { kfuncs } = result.catalogues.find(({ catalogue }) => catalogue.module === 'vmlinux')
      ?.catalogue ?? { kfuncs: [] };
    expect(kfuncs.some(({ name }) => name === symbol)).toBe(false);
    expect(kfuncs.some(({ name }) => name === kfunc)).toBe(true);
  });
});
