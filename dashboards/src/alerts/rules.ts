/** When a rule fires: the figure of its query is below or above a bound. */
export interface Threshold {
  readonly type: 'gt' | 'lt';
  readonly bound: number;
}

/** A rule over the store. Its query passes through no browser: no template variables. */
export interface Rule {
  /** Also names `docs/runbooks/alert-<name>.md` and, with `kfunc-` before it, is its uid. */
  readonly name: string;
  readonly title: string;
  /** Shown with the alert: what was seen. `{{ $labels.kfunc }}` where its query has labels. */
  readonly summary: string;
  /** `dashboards/sql/alerts/<name>.sql`: one number, and texts as labels. */
  readonly sql: string;
  /** Seconds before the evaluation that its time range covers. */
  readonly seconds: number;
  readonly threshold: Threshold;
  /** How long it must hold. */
  readonly pending: string;
  /** What no row means. */
  readonly noData: 'Alerting' | 'OK';
  readonly severity: 'warning' | 'info';
  /** Where it leads. */
  readonly dashboard: string;
  readonly panel: number;
}

const hour = 3600;
const day = 24 * hour;

/** Rules on what the numbers rest on. */
const pipeline: readonly Rule[] = [
  {
    name: 'no-reports',
    title: 'No report was stored for 26 hours',
    summary: 'The newest stored report is {{ $values.B.Value }} seconds old.',
    sql: 'alerts/no-reports',
    seconds: 7 * day,
    threshold: { type: 'gt', bound: 26 * hour },
    pending: '15m',
    noData: 'Alerting',
    severity: 'warning',
    dashboard: 'kfunc-pipeline',
    panel: 12,
  },
  {
    name: 'coverage-low',
    title: 'Fewer than 80 % of the reporting hosts are covered',
    summary: 'Share of covered hosts among reporting ones over seven days: {{ $values.B.Value }}.',
    sql: 'alerts/coverage-low',
    seconds: 8 * day,
    threshold: { type: 'lt', bound: 0.8 },
    pending: '1h',
    noData: 'OK',
    severity: 'warning',
    dashboard: 'kfunc-overview',
    panel: 12,
  },
  {
    name: 'day-open',
    title: 'A day before yesterday is still open',
    summary:
      'Days before yesterday of which not every accepted report is known to be stored: {{ $values.B.Value }}.',
    sql: 'alerts/day-open',
    seconds: day,
    threshold: { type: 'gt', bound: 0 },
    // The mark of a day is written fifteen minutes after midnight, and passed when what waits is stored.
    pending: '2h',
    noData: 'OK',
    severity: 'warning',
    dashboard: 'kfunc-pipeline',
    panel: 23,
  },
];

/** Rules on kfuncs that are on their way out. */
const kfuncs: readonly Rule[] = [
  {
    name: 'gains-users',
    title: 'A kfunc on its way out gains users',
    summary:
      '{{ $labels.kfunc }} of {{ $labels.module }} has {{ $values.B.Value }} users more than a week before.',
    sql: 'alerts/gains-users',
    seconds: 15 * day,
    threshold: { type: 'gt', bound: 0 },
    pending: '1h',
    noData: 'OK',
    severity: 'info',
    dashboard: 'kfunc-deprecation',
    panel: 13,
  },
  {
    name: 'last-user-gone',
    title: 'A kfunc on its way out has no user any more',
    summary:
      '{{ $labels.kfunc }} of {{ $labels.module }} had {{ $values.B.Value }} users the week before, and has none on the hosts that report.',
    sql: 'alerts/last-user-gone',
    seconds: 15 * day,
    threshold: { type: 'gt', bound: 0 },
    pending: '1h',
    noData: 'OK',
    severity: 'info',
    dashboard: 'kfunc-deprecation',
    panel: 13,
  },
  {
    name: 'end-announced',
    title: 'A kfunc with an announced end has users',
    summary:
      '{{ $labels.kfunc }} of {{ $labels.module }} ends after Linux {{ $labels.after }}, as announced, and has {{ $values.B.Value }} users.',
    sql: 'alerts/end-announced',
    seconds: 8 * day,
    threshold: { type: 'gt', bound: 0 },
    pending: '1h',
    noData: 'OK',
    severity: 'info',
    dashboard: 'kfunc-deprecation',
    panel: 13,
  },
];

/** All rules, by group. */
export const ruleGroups: Readonly<Record<string, readonly Rule[]>> = { pipeline, kfuncs };
