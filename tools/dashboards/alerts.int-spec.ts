import { clickHouseEngine } from '@kfunc-census/testing';
import { addDays } from '@kfunc-census/usage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDashboardStore, type DashboardStore, type Result } from './engine.ts';
import { expand, leftOvers } from './expand.ts';
import { committedProvisioning, type RuleJson } from './provisioning.ts';
import { seedEnd, seedWorld } from './seed.ts';

const engine = clickHouseEngine();
const { rules } = committedProvisioning();
/** The last complete day of the seed is the one before its last. */
const now = Date.parse(seedEnd) + 12 * 3_600_000;

function ask(store: DashboardStore, rule: RuleJson, at: number): Result {
  const [query] = rule.data;
  const { from, to } = query?.relativeTimeRange ?? { from: 0, to: 0 };
  const range = { from: at - from * 1000, to: at - to * 1000 };
  const sql = expand(query?.model.rawSql ?? '', range, new Map(), { alert: true });
  expect(leftOvers(sql)).toEqual([]);
  return store.query(sql);
}

const ruleOf = (name: string): RuleJson =>
  rules.find(({ uid }) => uid === `kfunc-${name}`) as RuleJson;
const isNumber = ({ type }: { type: string }): boolean => /^(Nullable\()?(U?Int|Float)/.test(type);

describe.skipIf(engine.skip)(`queries of alert rules on ${engine.title}`, () => {
  let store: DashboardStore;
  beforeAll(async () => {
    store = await createDashboardStore(seedWorld());
  });
  afterAll(() => store.close());

  it.each(rules.map((rule) => [rule.uid, rule] as const))(
    '%s gives one number, and texts as labels',
    (_, rule) => {
      const { meta } = ask(store, rule, now);
      expect(meta.filter(isNumber)).toHaveLength(1);
      expect(
        meta
          .filter((column) => !isNumber(column))
          .every(({ type }) => /^(LowCardinality\()?String/.test(type)),
      ).toBe(true);
    },
  );

  it('tell how old the newest report is', () => {
    const late = Date.parse(addDays(seedEnd, 2));
    const [row] = ask(store, ruleOf('no-reports'), late).data;
    expect(Number(row?.seconds)).toBeGreaterThanOrEqual(24 * 3600);
    expect(Number(row?.seconds)).toBeLessThan(48 * 3600);
  });

  it('tell the days that are open', () => {
    const days = (at: number) => ask(store, ruleOf('day-open'), at).data[0]?.days;
    expect(days(now)).toBe(0);
    expect(days(now + 3 * 86_400_000)).toBe(3);
  });

  it('tell the share of covered hosts, whatever is open', () => {
    const [row] = ask(store, ruleOf('coverage-low'), now).data;
    expect(Number(row?.coverage)).toBeGreaterThan(0.5);
    expect(Number(row?.coverage)).toBeLessThan(1);
  });

  it('tell which kfunc on its way out gains users, and by how many', () => {
    // Eight hosts of one organisation take up the old name over days 70 to 73 of the seed.
    const at = Date.parse(addDays(seedEnd, -14));
    const { data } = ask(store, ruleOf('gains-users'), at);
    const row = data.find(({ kfunc }) => kfunc === 'bpf_wq_set_callback_impl');
    expect(Number(row?.gained)).toBeGreaterThan(0);
  });
});
