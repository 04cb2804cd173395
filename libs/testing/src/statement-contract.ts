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
import { statementEdges } from './statement-edges.ts';
import { idOf, lineOf, start, step } from './statement-steps.ts';
import type { StoreSubject } from './store-subject.ts';
import { nextSalt } from './worlds.ts';

/** Rows that a question asks for at most. */
const everything = 100;

const days = ['2026-03-09', '2026-03-10', '2026-03-11', '2026-03-12'] as const;

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
    await reader.statements(everyone, { day: last, kfunc, id: idOf(1) }, 2),
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
            ...{ published: undefined, wasRefused: false },
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

/** What every store must do with statements of use. `runs`: random histories. */
export function statementContract(use: Use, runs: number, api: SuiteApi): void {
  properties(use, runs, api);
  accepted(use, runs, api);
  statementEdges(use, api);
}
