import type { StatementReader, StatementVersion } from '../statements/statements-port.ts';
import type { Asked } from '../to-answer.ts';
import type { EvidenceBlock, StatementOfUse } from './evidence-answer.ts';
import { evidenceLimits, firstOf } from './to-evidence.ts';

/** The statements on a kfunc that others saw at the end of the window. */
export async function readPublished(
  reader: StatementReader,
  { scope, window }: Asked,
  kfunc: string,
): Promise<EvidenceBlock['statements']> {
  const filter = { kfunc, state: 'published', day: window.to } as const;
  const { rows, more } = await reader.statements(scope, filter, evidenceLimits.counted);
  return firstOf(rows.map(statementOfUse), more);
}

const unsaid = { who: '', how: '', why: '', contact: null, refused: true } as const;

/** What was refused is told again in no window, not even in one in which others saw it. */
function statementOfUse(row: StatementVersion): StatementOfUse {
  const { id, version, published = '', wasRefused, who, how, why, contact = null } = row;
  return { id, version, published, ...(wasRefused ? unsaid : { who, how, why, contact }) };
}
