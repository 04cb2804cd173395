import { describe, expect, it } from 'vitest';
import { ReportOracle, type StoredReport } from './report-oracle.ts';

const options = { organisation: 'acme', salt: 'a', receivedAt: Date.UTC(2026, 2, 10, 12) };

/** An oracle with three acknowledged reports and a fourth that is not, and a store that has the three. */
function scene() {
  const oracle = new ReportOracle(options);
  const hosts = Array.from({ length: 4 }, () => oracle.issue().host);
  const acknowledged = hosts.slice(0, 3);
  for (const host of acknowledged) oracle.acknowledge(host);
  const { hosts: lines, sets } = oracle.world(hosts);
  const rows = lines.map((line, index): StoredReport => {
    const programs = sets[index]?.programs.map(({ name }) => name) ?? [];
    return { ...line, programs };
  });
  return { oracle, hosts, rows };
}

const faults = { lost: [], unknown: [], changed: [], repeated: [] };

describe('ReportOracle', () => {
  it('finds nothing wrong with a sound store, with or without what was not acknowledged', () => {
    const { oracle, rows } = scene();
    const sums = { issued: 4, acknowledged: 3 };
    expect(oracle.judge(rows)).toEqual({ ...faults, ...sums, stored: 4 });
    expect(oracle.judge(rows.slice(0, 3))).toEqual({ ...faults, ...sums, stored: 3 });
  });

  it('issues a report of exactly so many bytes, full of programs', () => {
    const bytes = 2 * 1024 * 1024;
    const oracle = new ReportOracle(options);
    const { host, body } = oracle.issue(bytes);
    expect(body.byteLength).toBe(bytes);
    expect(oracle.world([host]).sets[0]?.programs.length).toBeGreaterThan(3000);
  });

  it('finds what was acknowledged and is not stored', () => {
    const { oracle, hosts, rows } = scene();
    expect(oracle.judge(rows.slice(1))).toMatchObject({ ...faults, lost: [hosts[0]] });
  });

  it('finds what is stored and was never issued', () => {
    const { oracle, rows } = scene();
    const other = new ReportOracle({ ...options, salt: 'b' }).issue().host;
    const stranger = { ...rows[0], host: other } as StoredReport;
    expect(oracle.judge([...rows, stranger])).toMatchObject({ ...faults, unknown: [other] });
  });

  it.each([
    ['set', { set: 'f'.repeat(32) }],
    ['platform', { platform: 'f'.repeat(32) }],
    ['completeness', { complete: 1 as const }],
    ['programs', { programs: [] }],
  ])('finds a changed %s', (_, change) => {
    const { oracle, hosts, rows } = scene();
    const [first, ...rest] = rows;
    const changed = { ...first, ...change } as StoredReport;
    expect(oracle.judge([changed, ...rest])).toMatchObject({ ...faults, changed: [hosts[0]] });
  });

  it('finds what counts twice', () => {
    const { oracle, hosts, rows } = scene();
    const again = rows.filter(({ host }) => host === hosts[2]);
    expect(oracle.judge([...rows, ...again])).toMatchObject({ ...faults, repeated: [hosts[2]] });
  });
});
