import { describe, expect, it } from 'vitest';
import { differences, exposedName } from './exposition.ts';
import type { MetricSpec } from './names.ts';

const spec = (kind: MetricSpec['kind'], unit: string, labels: readonly string[]): MetricSpec => ({
  kind,
  unit,
  labels,
  services: ['gateway'],
  meaning: '',
});
const table = {
  'a.sent': spec('counter', '{report}', ['kind', 'http.route']),
  'a.age': spec('histogram', 's', []),
};
const text = `# HELP target_info Target metadata
# TYPE target_info gauge
target_info{service_name="x"} 1
# HELP a_sent_total what
# UNIT a_sent_total {report}
# TYPE a_sent_total counter
a_sent_total{kind="say \\"le\\"=1",http_route="/v1",otel_scope_name="x"} 1
# HELP a_age how
# UNIT a_age s
# TYPE a_age histogram
a_age_count{otel_scope_name="x"} 1
a_age_bucket{otel_scope_name="x",le="1"} 1
`;

describe('differences', () => {
  it('finds none between a table and what it lists', () => {
    expect(differences(text, table)).toEqual([]);
  });

  it('finds what is listed and not exposed', () => {
    expect(differences(text, { ...table, 'a.b': spec('gauge', '1', []) })).toEqual([
      'a_b is listed, and not exposed',
    ]);
  });

  it('finds what is exposed and not listed', () => {
    expect(differences(text, { 'a.age': table['a.age'] })).toEqual([
      'a_sent_total is exposed, and not listed',
    ]);
  });

  it.each([
    ['another label', 'a.sent', spec('counter', '{report}', ['kind']), 'labels'],
    ['a label too many', 'a.age', spec('histogram', 's', ['kind']), 'labels'],
    ['another unit', 'a.age', spec('histogram', 'ms', []), 'unit'],
    ['another type', 'a.age', spec('gauge', 's', []), 'listed as gauge'],
  ])('finds %s', (_, name, changed, said) => {
    expect(differences(text, { ...table, [name]: changed })).toEqual([
      expect.stringContaining(said),
    ]);
  });
});

describe('exposedName', () => {
  it('is what Prometheus takes', () => {
    expect(exposedName('http.server.active_requests', { kind: 'up-down-counter' })).toBe(
      'http_server_active_requests',
    );
    expect(exposedName('a.b', { kind: 'counter' })).toBe('a_b_total');
  });
});
