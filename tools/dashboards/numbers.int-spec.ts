import { clickHouseEngine, createUsageOracle } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sqlOf } from '../../dashboards/src/kit/query.ts';
import { defaultCase } from './cases.ts';
import { createDashboardStore, type DashboardStore } from './engine.ts';
import { expand, type Variables, type VariableValue } from './expand.ts';
import { committedDashboards } from './files.ts';
import { queriesOf } from './model.ts';
import {
  type KeyNumbers,
  type KeyQuestion,
  keyColumns,
  keyNumbers,
  shownNumbers,
  succession,
} from './numbers.ts';
import { demoOrganisation, seedWorld } from './seed.ts';

const engine = clickHouseEngine();
const wq = succession.kfunc;

const questions: readonly (readonly [name: string, question: KeyQuestion])[] = [
  ['the demo fleet', { organisation: demoOrganisation, kfunc: 'bpf_rcu_read_lock' }],
  [
    'the demo fleet on one kernel line',
    { organisation: demoOrganisation, line: '6.18', kfunc: wq },
  ],
  ['every organisation', { kfunc: wq }],
  ['a name with a quote', { organisation: "o'brien & sons", kfunc: 'bpf_dynptr_from_skb' }],
];

const chosen = (value: string | undefined): VariableValue =>
  value === undefined
    ? { kind: 'all', allValue: "''", options: [] }
    : { kind: 'some', values: [value], multi: true };

/** The variables of a dashboard on which a question is asked. */
const variablesOf = ({ organisation, line, kfunc }: KeyQuestion): Variables =>
  new Map([
    ['organisation', chosen(organisation)],
    ['line', chosen(line)],
    ['distro', chosen(undefined)],
    ['arch', chosen(undefined)],
    ['kfunc', { kind: 'some', values: [kfunc], multi: false }],
    ['module', { kind: 'some', values: ['vmlinux'], multi: false }],
  ]);

describe.skipIf(engine.skip)(`numbers of key panels on ${engine.title}`, () => {
  const world = seedWorld();
  const api = new Map<string, KeyNumbers>();
  const oracle = new Map<string, KeyNumbers>();
  let store: DashboardStore;

  beforeAll(async () => {
    const truth = createUsageOracle(world);
    store = await createDashboardStore(world, async (reader) => {
      for (const [name, question] of questions) {
        api.set(name, await keyNumbers(reader, question));
        oracle.set(name, await keyNumbers(truth, question));
      }
    });
  }, 120_000);
  afterAll(() => store.close());

  it('are of panels that stand on a dashboard', () => {
    const shown = new Set(
      committedDashboards()
        .flatMap(queriesOf)
        .map(({ sql }) => sql),
    );
    const lost = Object.keys(keyColumns).filter((name) => !shown.has(sqlOf(name)));
    expect(lost).toEqual([]);
  });

  describe.each(questions)('of %s', (name, question) => {
    it.each(Object.keys(keyColumns) as (keyof typeof keyColumns)[])(
      '%s: those of the query API and of the oracle',
      (panel) => {
        const kfunc = panel === 'deprecation/moves' ? succession.kfunc : question.kfunc;
        const variables = variablesOf({ ...question, kfunc });
        const sql = expand(sqlOf(panel), defaultCase.range, variables);
        const shown = shownNumbers(panel, store.query(sql));
        expect(shown).toEqual(api.get(name)?.[panel]);
        expect(shown).toEqual(oracle.get(name)?.[panel]);
      },
    );
  });

  it('are more than nothing', () => {
    for (const [panel, rows] of Object.entries(api.get('the demo fleet') ?? {}))
      expect([panel, rows.length > 0]).toEqual([panel, true]);
  });
});
