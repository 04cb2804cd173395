import type { StatementLine } from '@kfunc-census/report';
import { toDecisionLine, toStatementLine, toWithdrawalLine } from '@kfunc-census/report';
import fc from 'fast-check';

/** UUID with a number at its end. */
export const idOf = (number: number): string =>
  `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;

const hour = 3_600_000;
/** Time of receipt of a step at hour 0: 10 March 2026, 00:00 UTC. */
export const start = Date.UTC(2026, 2, 10);
const said = { who: 'w', how: 'h', why: 'y', contact: null };

/** A message on a statement, by small numbers. `hours`: after `start`. */
export interface Step {
  readonly org: number;
  readonly kfunc: number;
  readonly id: number;
  readonly version: number;
  readonly text: number;
  readonly hours: number;
  readonly what: 'state' | 'withdraw' | 'published' | 'refused';
}

/** Random steps. */
export const step: fc.Arbitrary<Step> = fc.record({
  org: fc.nat(1),
  kfunc: fc.nat(1),
  id: fc.nat(1),
  version: fc.integer({ min: 1, max: 3 }),
  text: fc.nat(1),
  hours: fc.nat(70),
  what: fc.constantFrom('state', 'state', 'published', 'published', 'withdraw', 'refused'),
});

/** What a step puts on the queue; a decision is about a text whether or not anybody states it. */
export function lineOf(
  { org, kfunc, id, version, text, hours, what }: Step,
  salt: string,
): StatementLine {
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
