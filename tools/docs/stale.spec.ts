import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceAlerts } from '@kfunc-census/telemetry';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from '../lib/run.ts';
import { alertRules } from './alert-rules.ts';
import { metricsPage } from './metrics-page.ts';
import { configurationPage, errorsPage, table } from './pages.ts';
import { stalePages } from './stale.ts';

interface Rules {
  readonly groups: readonly {
    readonly rules: readonly {
      readonly alert: string;
      readonly annotations: { readonly runbook: string };
    }[];
  }[];
}

describe('stalePages', () => {
  const page = { path: 'docs/a.md', text: 'new' };

  it('names a page that differs from its source, and one that is not there', () => {
    expect(stalePages([page], () => 'old')).toEqual(['docs/a.md']);
    expect(stalePages([page], () => undefined)).toEqual(['docs/a.md']);
  });

  it('is silent about a page that is up to date', () => {
    expect(stalePages([page], () => 'new')).toEqual([]);
  });
});

describe('pages', () => {
  it('give every alert on a service a rule, and a runbook that names it', () => {
    const { groups } = parse(alertRules().text) as Rules;
    const rules = groups.flatMap((group) => group.rules);
    expect(rules.map(({ alert }) => alert)).toEqual(Object.keys(serviceAlerts));
    for (const { alert, annotations } of rules)
      expect(readFileSync(join(root, annotations.runbook), 'utf8')).toContain(`\`${alert}\``);
  });

  it('list every metric', () => {
    expect(metricsPage().text).toContain('`census_ingester_dead_letters_total`');
  });

  it('list every variable and every code', () => {
    expect(configurationPage().text).toContain('`KAFKA_BROKERS`');
    expect(errorsPage().text).toContain('`report/duplicate-key`');
  });

  it('escape what would break a table', () => {
    expect(table(['a'], [['x|y\nz']])).toBe('| a |\n| --- |\n| x\\|y z |\n');
  });
});
