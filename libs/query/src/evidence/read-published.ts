import type { StatementReader } from '../statements/statements-port.ts';
import type { Asked } from '../to-answer.ts';
import type { EvidenceBlock } from './evidence-answer.ts';
import { evidenceLimits, firstOf } from './to-evidence.ts';

/** The statements on a kfunc that others saw at the end of the window. */
export async function readPublished(
  reader: StatementReader,
  { scope, window }: Asked,
  kfunc: string,
): Promise<EvidenceBlock['statements']> {
  const filter = { kfunc, state: 'published', day: window.to } as const;
  const { rows, more } = await reader.statements(scope, filter, evidenceLimits.counted);
  const statements = rows.map(({ id, version, published = '', who, how, why, contact = null }) => ({
    ...{ id, version, published, who, how, why, contact },
  }));
  return firstOf(statements, more);
}
