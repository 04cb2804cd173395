import {
  type StatementLine,
  toDecisionLine,
  toStatementLine,
  toWithdrawalLine,
} from '@kfunc-census/report';
import {
  type Decoded,
  decodeDecision,
  decodeStatement,
  decodeWithdrawal,
} from '@kfunc-census/report/schema';
import { encodeLines } from './encode-lines.ts';
import type { IntakeClock, ReportPublisher } from './ports.ts';

/** A message about a statement of use that the queue holds. */
export interface AcceptedStatement {
  readonly id: string;
  readonly version: number;
  /** Id of the text, which a decision names. */
  readonly digest: string;
  /** Members that this version does not know, and dropped. */
  readonly dropped: number;
}

/**
 * Takes statements of use in. Each resolves once the queue holds the message durably, and rejects with
 * a `report/…` error, or with what ReportPublisher.publish rejects with. Whether it changes anything is
 * not known here: the gateway has no store.
 */
export interface StatementIntake {
  /** A statement, or a new version of one, of the organisation of the credential. */
  state(bytes: Uint8Array, organisation: string): Promise<AcceptedStatement>;
  /** Takes back all versions of a statement below one. */
  withdraw(id: string, bytes: Uint8Array, organisation: string): Promise<AcceptedStatement>;
  /** What an administrator decided on one text of a statement of any organisation. */
  decide(id: string, bytes: Uint8Array): Promise<AcceptedStatement>;
}

/** Creates the part of an intake that takes statements of use. */
export function createStatementIntake(
  publisher: ReportPublisher,
  clock: IntakeClock,
): StatementIntake {
  const publish = async (line: StatementLine, dropped: number): Promise<AcceptedStatement> => {
    const { org, id, version, digest } = line;
    await publisher.publish({
      kind: 'statement',
      key: `${org}/statement/${id}`,
      content: digest,
      value: encodeLines([line]),
    });
    return { id, version, digest, dropped };
  };
  const accept = <T>({ value, dropped }: Decoded<T>, toLine: (value: T) => StatementLine) =>
    publish(toLine(value), dropped);
  const receipt = (organisation: string) => ({ organisation, receivedAt: clock.now() });

  return {
    state: async (bytes, organisation) =>
      await accept(decodeStatement(bytes), (value) =>
        toStatementLine(value, receipt(organisation)),
      ),
    withdraw: async (id, bytes, organisation) =>
      await accept(decodeWithdrawal(bytes), (value) =>
        toWithdrawalLine(value, id, receipt(organisation)),
      ),
    decide: async (id, bytes) =>
      await accept(decodeDecision(bytes), (value) => toDecisionLine(value, id, clock.now())),
  };
}
