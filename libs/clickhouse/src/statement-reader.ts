import { type StatementReader, type StatementVersion, statementBounds } from '@kfunc-census/query';
import type { Engine, Parameters } from './engine.ts';
import { limited, oneMore, onlyRow, scoped } from './question-parameters.ts';
import { queryText } from './sql-files.ts';

/** statements.sql: days are UTC, null when it was never published; '' where there is no contact. */
interface StatementRow
  extends Omit<StatementVersion, 'digest' | 'received' | 'published' | 'wasRefused' | 'contact'> {
  readonly digest_text: string;
  readonly received_on: string;
  readonly published: string | null;
  readonly was_refused: 0 | 1;
  readonly contact: string;
}

function versionOf(row: StatementRow): StatementVersion {
  const {
    digest_text: digest,
    received_on: received,
    published,
    was_refused,
    contact,
    ...rest
  } = row;
  return {
    ...rest,
    digest,
    received,
    published: published ?? undefined,
    wasRefused: was_refused === 1,
    contact: contact === '' ? undefined : contact,
  };
}

/** The part of the reading side that tells what users said. */
export function createStatementReader(engine: Engine): StatementReader {
  const sql = { statements: queryText('statements'), beyond: queryText('statements-beyond') };
  const common: Parameters = { most_per_kfunc: statementBounds.perKfunc };
  return {
    async statements(scope, { kfunc = '', state = '', id = '', digest = '', day }, limit) {
      const asked = { kfunc, state, id, digest, day, ...oneMore(limit) };
      const parameters = { ...common, ...scoped(scope), ...asked };
      const rows = await engine.rows<StatementRow>(sql.statements, parameters);
      return limited(rows.map(versionOf), limit);
    },
    async statementsBeyond(scope, { kfunc = '', day }) {
      const parameters = { ...common, ...scoped(scope), kfunc, day };
      return onlyRow(await engine.rows<{ beyond: number }>(sql.beyond, parameters)).beyond;
    },
  };
}
