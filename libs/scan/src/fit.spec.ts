import { limits, type ReportObject, type ReportProgram } from '@kfunc-census/report';
import { describe, expect, it } from 'vitest';
import { fitReport } from './fit.ts';
import { Losses } from './losses.ts';

const key = (i: number) => i.toString(16).padStart(32, '0');

function object(i: number, shapeLength = 10): ReportObject {
  return {
    key: key(i),
    known_by: 'externs',
    declares: [{ name: 'bpf_a', shape: 'x'.repeat(shapeLength) }],
    kfuncs: [{ name: 'bpf_a', module: 'vmlinux', status: 'referenced', missing: null }],
  };
}

function program(i: number, of: number | null): ReportProgram {
  return {
    type: 'xdp',
    attach_target: null,
    name: `p${i}`,
    object: of === null ? null : key(of),
    attached: 'yes',
    probe: false,
    attach_type: null,
    held_by: [],
    loader: null,
    source: null,
    run: null,
    instances: 1,
    kfuncs: [],
  };
}

describe('fitReport', () => {
  it('keeps all that fits, objects of programs once', () => {
    const losses = new Losses();
    const fitting = fitReport([program(1, 1), program(2, 1)], [object(2), object(1)], losses);
    expect(fitting.programs).toHaveLength(2);
    expect(fitting.objects.map((kept) => kept.key)).toEqual([key(1), key(2)]);
    expect(losses.complete).toBe(true);
  });

  it('leaves a program out with its object when the bytes do not suffice', () => {
    const losses = new Losses();
    const objects = Array.from({ length: 1000 }, (_, i) => object(i, 2040));
    const programs = objects.map((_, i) => program(i, i));
    const fitting = fitReport(programs, objects, losses);
    const keys = new Set(fitting.objects.map((kept) => kept.key));
    expect(fitting.programs.every((kept) => keys.has(kept.object!))).toBe(true);
    expect(JSON.stringify(fitting).length).toBeLessThan(limits.decompressedBytes);
    expect(fitting.programs.length).toBeGreaterThan(500);
    expect(losses.complete).toBe(false);
  });

  it('leaves out objects that say nothing and belong to no program', () => {
    const silent = { ...object(1), kfuncs: [] };
    expect(fitReport([], [silent], new Losses()).objects).toEqual([]);
  });
});
