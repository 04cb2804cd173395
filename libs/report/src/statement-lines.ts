import { contentId } from './canonical.ts';
import type { StatementDecisionLine, StatementVersionLine } from './lines.ts';
import type { Statement, StatementDecision, StatementWithdrawal } from './types.ts';

/** What the gateway knows of a statement besides its content. */
export interface StatementReceipt {
  /** Organisation whose statement it is. */
  readonly organisation: string;
  /** Gateway time, Unix milliseconds. */
  readonly receivedAt: number;
}

type Text = Pick<StatementVersionLine, 'kfunc' | 'withdrawn' | 'who' | 'how' | 'why' | 'contact'>;

/** Id of a text, whoever states it and as which version. */
const digestOf = ({ kfunc, withdrawn, who, how, why, contact }: Text): string =>
  contentId({ kind: 'statement/v1', kfunc, withdrawn, who, how, why, contact });

function versionLine(
  text: Text,
  { id, version }: Pick<StatementVersionLine, 'id' | 'version'>,
  { organisation, receivedAt }: StatementReceipt,
): StatementVersionLine {
  return {
    kind: 'version',
    org: organisation,
    id,
    version,
    digest: digestOf(text),
    received_at: receivedAt,
    ...text,
  };
}

/** The line of a validated statement. */
export function toStatementLine(
  statement: Statement,
  receipt: StatementReceipt,
): StatementVersionLine {
  const { kfunc, who, how, why, contact } = statement;
  const text = { kfunc, withdrawn: 0, who, how, why, contact: contact ?? '' } as const;
  return versionLine(text, statement, receipt);
}

/** The line of a validated withdrawal of the statement `id`. */
export function toWithdrawalLine(
  { kfunc, version }: StatementWithdrawal,
  id: string,
  receipt: StatementReceipt,
): StatementVersionLine {
  const text = { kfunc, withdrawn: 1, who: '', how: '', why: '', contact: '' } as const;
  return versionLine(text, { id, version }, receipt);
}

/** The line of a validated decision on the statement `id`. */
export function toDecisionLine(
  { organisation, kfunc, version, digest, decision }: StatementDecision,
  id: string,
  receivedAt: number,
): StatementDecisionLine {
  return {
    kind: 'decision',
    org: organisation,
    id,
    version,
    digest,
    received_at: receivedAt,
    kfunc,
    decision,
  };
}
