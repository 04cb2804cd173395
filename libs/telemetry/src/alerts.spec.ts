import { describe, expect, it } from 'vitest';
import { alertExpression, begins, type ServiceAlert } from './alerts.ts';

const about = { minutes: 0, summary: '', runbook: '' };
const lag: ServiceAlert = { ...about, metric: 'census.queue.lag.seconds', above: 300 };
const refused: ServiceAlert = {
  ...about,
  metric: 'census.queue.commits',
  only: { outcome: 'refused|failed' },
  grown: { minutes: 30 },
  above: 0,
};
const lagOf = (value: string) => `census_queue_lag_seconds{partition="0"} ${value}\n`;
const commits = (committed: number, rest: number) =>
  `census_queue_commits_total{outcome="committed"} ${committed}\ncensus_queue_commits_total{outcome="refused"} ${rest}\n`;

describe('an alert on a value', () => {
  it('is an expression over the largest', () => {
    expect(alertExpression(lag)).toBe('max by (job, instance) (census_queue_lag_seconds) > 300');
  });

  it.each([
    ['301', true],
    ['300', false],
    ['NaN', false],
    ['+Inf', true],
  ])('at %s begins: %s', (value, fires) => {
    expect(begins(lag, '', lagOf(value))).toBe(fires);
  });
});

describe('an alert on a growth', () => {
  it('is an expression over the samples it is about', () => {
    expect(alertExpression(refused)).toBe(
      'sum by (job, instance) (increase(census_queue_commits_total{outcome=~"refused|failed"}[30m])) > 0',
    );
  });

  it('begins when these have grown, and not when others have', () => {
    expect(begins(refused, commits(1, 1), commits(9, 1))).toBe(false);
    expect(begins(refused, commits(1, 1), commits(1, 2))).toBe(true);
  });

  it('is about a histogram by its count', () => {
    const alert: ServiceAlert = { ...refused, metric: 'census.ingester.insert.duration', only: {} };
    expect(alertExpression(alert)).toContain('census_ingester_insert_duration_count[');
  });
});
