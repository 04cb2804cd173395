import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cases } from '../../test/vm/cases.ts';
import { root } from '../lib/run.ts';
import { kernels } from './kernels.ts';
import { type KernelRun, kernelsPage, reasonsOf, resultTable, totalsOf } from './table.ts';

const [first, second, third, ...rest] = cases.map(({ name }) => name);
const booted = (name: string): KernelRun => ({
  name,
  release: `${name}.9-cloud-amd64`,
  outcomes: [
    { name: first!, outcome: 'pass', reasons: [] },
    { name: second!, outcome: 'fail', reasons: ['a | b'] },
    { name: third!, outcome: 'skip', reasons: ['refused'] },
    ...rest.map((each) => ({ name: each, outcome: 'not-asked' as const, reasons: ['too old'] })),
  ],
});
const gone: KernelRun = {
  ...{ name: '7.0', release: undefined, outcomes: [], reason: 'no 7.0 kernel', gone: true },
};
const unable: KernelRun = {
  ...{ name: 'arm64', release: undefined, outcomes: [], reason: 'no emulator' },
};
const broken: KernelRun = { name: '6.1', release: '6.1.9', outcomes: [], reason: 'not off' };

describe('totalsOf', () => {
  it('counts cases, and a kernel that was not booted as one skip', () => {
    const runs = [booted('6.12'), booted('6.18'), gone, unable];
    expect(totalsOf(runs, false)).toEqual({ passed: 2, failed: 2, skipped: 4 });
  });

  it('counts a skip of what CI can have as a failure, but not a package that is gone', () => {
    expect(totalsOf([gone, unable], true)).toEqual({ passed: 0, failed: 1, skipped: 1 });
  });

  it('counts a kernel that was booted and gave no result as a failure', () => {
    expect(totalsOf([broken], false)).toEqual({ passed: 0, failed: 1, skipped: 0 });
  });
});

describe('resultTable', () => {
  it('has a row for each case and a column for each kernel', () => {
    const lines = resultTable([booted('6.12'), gone])
      .trim()
      .split('\n');
    expect(lines.slice(0, 6)).toEqual([
      '| case | 6.12 | 7.0 |',
      '| --- | --- | --- |',
      '| release | 6.12.9-amd64 | not booted |',
      `| ${first} | pass | skip |`,
      `| ${second} | **fail** | skip |`,
      `| ${third} | skip | skip |`,
    ]);
    expect(lines).toHaveLength(3 + cases.length);
  });
});

describe('kernelsPage', () => {
  it('gives reasons once for the kernels that share them', () => {
    const runs = [booted('6.12'), booted('6.18'), gone];
    expect(reasonsOf(runs, 'fail')).toEqual([`6.12, 6.18, ${second}: a | b`]);
    const page = kernelsPage(runs);
    expect(page).toContain(`## Skipped\n\n- 7.0: no 7.0 kernel\n- 6.12, 6.18, ${third}: refused\n`);
    expect(kernelsPage(runs)).toBe(page);
  });

  it('as committed knows every case and every kernel', () => {
    const page = readFileSync(`${root}/docs/kernels.md`, 'utf8');
    for (const { name, title } of cases) expect(page).toContain(`- **${name}**: ${title}\n`);
    const columns = kernels.filter(({ onRequest = false }) => !onRequest).map(({ name }) => name);
    expect(page).toContain(`| case | ${columns.join(' | ')} |`);
  });
});
