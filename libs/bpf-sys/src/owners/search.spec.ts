import { describe, expect, it } from 'vitest';
import { Findings } from './search.ts';

describe('Findings', () => {
  const wanted = new Map([
    [1, 'xdp'],
    [2, 'struct_ops'],
  ]);

  it('keeps each hold of a wanted program once', () => {
    const findings = new Findings(wanted, 10, () => 0);
    for (const program of [1, 1, 3]) findings.add({ program, kind: 'pin', attached: false });
    findings.add({ program: 1, kind: 'fd', attached: false, process: 0 });
    expect(findings.holds.map(({ program, kind }) => [program, kind])).toEqual([
      [1, 'pin'],
      [1, 'fd'],
    ]);
  });

  it('knows which types are wanted', () => {
    const findings = new Findings(wanted, 10, () => 0);
    expect(findings.wantsType(['kprobe', 'xdp'])).toBe(true);
    expect(findings.wantsType(['kprobe'])).toBe(false);
    expect(findings.wantsOfType(2, 'struct_ops')).toBe(true);
    expect(findings.wantsOfType(1, 'struct_ops')).toBe(false);
    expect(findings.wantsOfType(9, 'struct_ops')).toBe(false);
  });

  it('counts what is left when time is up', () => {
    let now = 5;
    const findings = new Findings(wanted, 10, () => now);
    expect(findings.cutIfLate('process', 7)).toBe(false);
    now = 15;
    expect(findings.cutIfLate('process', 7)).toBe(true);
    expect(findings.cutIfLate('pin', 2)).toBe(true);
    findings.deny('cgroup');
    expect(findings).toMatchObject({ cut: 9, denied: 1 });
    expect([...findings.unsearched]).toEqual(['process', 'pin', 'cgroup']);
  });
});
