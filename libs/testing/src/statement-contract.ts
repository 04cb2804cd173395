import type { StatementReader } from '@kfunc-census/query';
import type { Statement, StatementLine } from '@kfunc-census/report';
import { toDecisionLine, toStatementLine, toWithdrawalLine } from '@kfunc-census/report';
import {
  decodeDecision,
  decodeStatement,
  decodeWithdrawal,
  jsonSchemas,
} from '@kfunc-census/report/schema';
import fc from 'fast-check';
import { storeLines } from './builders.ts';
import { valuesOf } from './documents.ts';
import { statementOracle } from './oracle-statements.ts';
import type { SuiteApi } from './queue-contract-kit.ts';
import type { StoreSubject } from './store-subject.ts';
import { nextSalt } from './worlds.ts';

/** Rows that a question asks for at most. */
const everything = 100;

/** UUID with a number at its end. */
const idOf = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

const hour = 3_600_000;
const start = Date.UTC(2026, 2, 10);
const days = ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'] as const;
const said = { who: 'w', how: 'h', why: 'y', contact: null };

interface Step {
  readonly org: number;
  readonly kfunc: number;
  readonly id: number;
  readonly version: number;
  readonly text: number;
  readonly hours: number;
  readonly what: 'state' | 'withdraw' | 'published' | 'refused';
}

const step: fc.Arbitrary<Step> = fc.record({
  org: fc.nat(1),
  kfunc: fc.nat(1),
  id: fc.nat(1),
  version: fc.integer({ min: 1, max: 3 }),
  text: fc.nat(1),
  hours: fc.nat(70),
  what: fc.constantFrom('state', 'state', 'published', 'published', 'withdraw', 'refused'),
});

/** What a step puts on the queue; a decision is about a text whether or not anybody states it. */
function lineOf({ org, kfunc, id, version, text, hours, what }: Step, salt: string): StatementLine {
  const receipt = { organisation: `org-${org}-${salt}`, receivedAt: start + hours * hour };
  const name = `bpf_${kfunc}_${salt.replace(/\W/g, '_')}`;
  if (what === 'withdraw') {
    const schema = 'kfunc-census/statement-withdrawal/v1';
    return toWithdrawalLine({ schema, kfunc: name, version }, idOf(id), receipt);
  }
  const schema = 'kfunc-census/statement/v1';
  const document = { schema, id: idOf(id), version, kfunc: name, ...said, how: `${text}` } as const;
  const line = toStatementLine(document, receipt);
  if (what === 'state') return line;
  const decided = { organisation: line.org, kfunc: name, version, digest: line.digest };
  return toDecisionLine(
    { schema: 'kfunc-census/statement-decision/v1', ...decided, decision: what },
    line.id,
    receipt.receivedAt,
  );
}

/** A question per day, each of another kind. */
async function answersOf(reader: StatementReader, lines: readonly StatementLine[]) {
  const [{ org: organisation = '', kfunc = '' } = {}] = lines;
  const everyone = { organisation: undefined };
  const [before, first, second, last] = days;
  return [
    await reader.statements({ organisation }, { day: before }, everything),
    await reader.statements({ organisation }, { day: first }, everything),
    await reader.statements(everyone, { day: second, kfunc }, everything),
    await reader.statements(everyone, { day: last, kfunc, state: 'published' }, everything),
    await reader.statements(everyone, { day: last, kfunc }, 2),
  ];
}

/** Milliseconds; a run asks ten queries of some 50 ms. */
const timeout = 300_000;
type Use = () => StoreSubject;

function properties(use: Use, runs: number, { it, expect }: SuiteApi): void {
  it('tells of statements what their lines say, at the end of every day', { timeout }, async () => {
    const { store, reader } = use();
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 40, size: 'max' }),
        async (steps) => {
          const salt = nextSalt();
          const lines = steps.map((one) => lineOf(one, salt));
          await store.insert(storeLines({ statements: lines }));
          const expected = await answersOf(statementOracle(lines), lines);
          expect(await answersOf(reader, lines)).toEqual(expected);
          const again = [...lines, ...lines].reverse();
          for (let from = 0; from < again.length; from += 20)
            await store.insert(storeLines({ statements: again.slice(from, from + 20) }));
          expect(await answersOf(reader, lines)).toEqual(expected);
        },
      ),
      { numRuns: runs },
    );
  });

  it('takes every statement that the gateway accepts, and gives it back', { timeout }, async () => {
    const { store, reader } = use();
    await fc.assert(
      fc.asyncProperty(acceptable(), async (statement) => {
        const organisation = nextSalt();
        const { value } = decodeStatement(new TextEncoder().encode(JSON.stringify(statement)));
        const line = toStatementLine(value, { organisation, receivedAt: start });
        await store.insert(storeLines({ statements: [line] }));
        const filter = { day: '2026-03-10', kfunc: statement.kfunc };
        const { rows } = await reader.statements({ organisation }, filter, everything);
        const { schema: _, contact, ...rest } = statement;
        expect(rows).toEqual([
          {
            ...rest,
            ...{ organisation, digest: line.digest, state: 'submitted', received: '2026-03-10' },
            published: undefined,
            contact: contact ?? undefined,
          },
        ]);
      }),
      { numRuns: runs * 4 },
    );
  });
}

/** Withdrawals and decisions that the contract allows: their schemas say all of it. */
const othersOf = (name: string): fc.Arbitrary<unknown> => valuesOf(jsonSchemas()[name] ?? {});

function accepted(use: Use, runs: number, { it, expect }: SuiteApi): void {
  it('takes every withdrawal and decision that the gateway accepts', { timeout }, async () => {
    const { store } = use();
    const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));
    const both = [othersOf('statement-withdrawal-v1'), othersOf('statement-decision-v1')] as const;
    await fc.assert(
      fc.asyncProperty(...both, async (withdrawal, decision) => {
        const receipt = { organisation: nextSalt(), receivedAt: start };
        const lines = [
          toWithdrawalLine(decodeWithdrawal(bytes(withdrawal)).value, idOf(1), receipt),
          toDecisionLine(decodeDecision(bytes(decision)).value, idOf(1), start),
        ];
        await expect(store.insert(storeLines({ statements: lines }))).resolves.toBeUndefined();
      }),
      { numRuns: runs * 4 },
    );
  });
}

function isAccepted(statement: Statement): boolean {
  try {
    decodeStatement(new TextEncoder().encode(JSON.stringify(statement)));
    return true;
  } catch {
    return false;
  }
}

/** Statements that the contract allows, made from its own JSON Schema. */
function acceptable(): fc.Arbitrary<Statement> {
  const schema = jsonSchemas()['statement-v1'] ?? {};
  return valuesOf(schema)
    .map((value) => value as Statement)
    .filter(isAccepted);
}

function edges(use: Use, { it, expect }: SuiteApi): void {
  it('takes of two texts of one version the one received first, and decisions on it', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    // Whichever of their digests is the lower one.
    for (const [id, first, second] of [
      [0, 0, 1],
      [1, 1, 0],
    ] as const) {
      const one = { org: 0, kfunc: 0, id, version: 1, what: 'state' } as const;
      const lines = [
        lineOf({ ...one, text: second, hours: 2 }, salt),
        lineOf({ ...one, text: second, hours: 3, what: 'published' }, salt),
        lineOf({ ...one, text: first, hours: 1 }, salt),
      ];
      await store.insert(storeLines({ statements: lines }));
      const scope = { organisation: lines[0]?.org };
      const { rows } = await reader.statements(scope, { day: '2026-03-10' }, everything);
      const found = rows.filter((row) => row.id === idOf(id));
      expect(found.map(({ how, state }) => [how, state])).toEqual([[`${first}`, 'submitted']]);
    }
  });

  it('shows of one organisation as many statements on a kfunc as it may have', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    const one = { org: 0, kfunc: 0, version: 1, text: 0, hours: 1, what: 'state' } as const;
    const lines = Array.from({ length: 23 }, (_, id) => lineOf({ ...one, id }, salt));
    const gone = lineOf({ ...one, id: 0, version: 2, hours: 2, what: 'withdraw' }, salt);
    const other = lineOf({ ...one, id: 99, org: 1, hours: 3 }, salt);
    await store.insert(storeLines({ statements: [...lines, gone, other] }));
    const filter = { day: '2026-03-10', kfunc: other.kfunc };
    const everyone = { organisation: undefined };
    const { rows } = await reader.statements(everyone, filter, everything);
    expect(rows.filter(({ state }) => state === 'submitted')).toHaveLength(21);
    expect(rows.filter(({ state }) => state === 'withdrawn')).toMatchObject([{ version: 2 }]);
    expect(rows.map(({ id }) => id)).not.toContain(idOf(22));
    expect(await reader.statementsBeyond(everyone, filter)).toBe(2);
  });

  it('shows no organisation the statements of another', async () => {
    const { store, reader } = use();
    const salt = nextSalt();
    const one = { kfunc: 0, id: 0, version: 1, text: 0, hours: 1, what: 'state' } as const;
    const lines = [0, 1].map((org) => lineOf({ ...one, org, text: org }, salt));
    await store.insert(storeLines({ statements: lines }));
    for (const { org } of lines) {
      const { rows } = await reader.statements(
        { organisation: org },
        { day: '2026-03-10' },
        everything,
      );
      expect(rows.map(({ organisation }) => organisation)).toEqual([org]);
    }
    const nobody = await reader.statements({ organisation: '' }, { day: '2026-03-10' }, everything);
    expect(nobody.rows).toEqual([]);
  });
}

/** What every store must do with statements of use. `runs`: random histories. */
export function statementContract(use: Use, runs: number, api: SuiteApi): void {
  properties(use, runs, api);
  accepted(use, runs, api);
  edges(use, api);
}
