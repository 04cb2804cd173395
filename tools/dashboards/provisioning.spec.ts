import { describe, expect, it } from 'vitest';
import { committedDashboards } from './files.ts';
import { queriesOf } from './model.ts';
import {
  checkProvisioning,
  committedProvisioning,
  grantedViews,
  type Provisioning,
  viewsIn,
} from './provisioning.ts';

const boards = committedDashboards();
const provisioning = committedProvisioning();
// biome-ignore lint/suspicious/noExplicitAny: a case reaches anywhere into the YAML.
type Any = any;

describe('provisioning', () => {
  it('fits together', () => {
    expect(provisioning.rules.length).toBeGreaterThan(5);
    expect(checkProvisioning(provisioning, boards)).toEqual([]);
  });

  const faults: readonly (readonly [what: string, change: (of: Any) => void, problem: RegExp])[] = [
    ['a data source that is not there', (of) => (of.dataSources[0].uid = 'x'), /not provisioned/],
    [
      'a panel that is not there',
      (of) => (of.rules[0].annotations.__panelId__ = '999'),
      /no panel/,
    ],
    [
      'a runbook that is not there',
      (of) => (of.rules[0].annotations.runbook += '.gone'),
      /no runbook/,
    ],
    ['a uid twice', (of) => (of.rules[1].uid = of.rules[0].uid), /twice/],
    ['a condition that is not there', (of) => (of.rules[0].condition = 'Z'), /condition Z/],
    ['an input that is not there', (of) => (of.rules[0].data[1].model.expression = 'Y'), /with Y/],
  ];
  it.each(faults)('is refused with %s', (_, change, problem) => {
    const changed = structuredClone(provisioning);
    change(changed);
    expect(checkProvisioning(changed as Provisioning, boards).join('\n')).toMatch(problem);
  });
});

describe('the reader', () => {
  it('may read what is read, and nothing else', () => {
    const rules = provisioning.rules.flatMap(({ data }) =>
      data.map(({ model }) => model.rawSql ?? ''),
    );
    const read = [...boards.flatMap(queriesOf).map(({ sql }) => sql), ...rules].flatMap(viewsIn);
    expect([...grantedViews()].sort()).toEqual([...new Set(read)].sort());
  });
});
