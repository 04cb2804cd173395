import { describe, expect, it } from 'vitest';
import { readingViews, renderView } from './views.ts';

const views = readingViews();
const plain = views.map((view) => renderView(view, { kind: 'plain' }));

describe('the views for reading', () => {
  it('are each replaced as a whole, and read with the rights of who made them', () => {
    expect(views.length).toBeGreaterThan(20);
    for (const statement of plain)
      expect(statement).toMatch(
        /^CREATE OR REPLACE VIEW reading_\w+ DEFINER = CURRENT_USER SQL SECURITY DEFINER AS\s/,
      );
  });

  it('have a name each', () => {
    expect(new Set(views.map(({ name }) => name)).size).toBe(views.length);
  });

  it('read reports of hosts in one place only, where organisations can be left out', () => {
    const direct = views.filter(({ source }) => /FROM host_day_v1\n(?!WHERE \(\(has)/.test(source));
    expect(direct.map(({ name }) => name)).toEqual(['reading_reports', 'reading_day_facts']);
  });

  it('leave out organisations in quarantine wherever rows are of an organisation', () => {
    const ofOrganisations =
      /\b(host_day_v1|host_span_v1|host_loss_v1|reach_v1|newest_v1|day_change_v1|day_reopening_v1|usage_window_v1|population_window_v1|profile_window_v1|day_fact_v1)\b/;
    const guarded = /\b(reading_quarantined|reading_reports)\b/;
    const reading = views.filter(({ source }) => ofOrganisations.test(source));
    expect(reading.length).toBeGreaterThan(20);
    expect(reading.filter(({ source }) => !guarded.test(source)).map(({ name }) => name)).toEqual(
      [],
    );
  });

  it('stand on each other by their texts', () => {
    for (const { source } of views)
      expect(source).not.toMatch(
        /#\w|FROM reading_(?:states|day_states|builds|day_builds|profiles)\b/,
      );
  });

  it('leave no macro unrendered, and never ask the clock', () => {
    for (const statement of plain) expect(statement).not.toMatch(/@\w|\bnow(64)?\(|today\(/);
  });

  it('render for a cluster', () => {
    for (const view of views)
      expect(renderView(view, { kind: 'cluster', cluster: 'census' })).toContain(
        `${view.name} ON CLUSTER 'census' DEFINER`,
      );
  });
});
