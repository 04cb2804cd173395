import type { CensusError } from '@kfunc-census/errors';
import { limits } from '../limits.ts';
import type { Statement } from '../types.ts';
import { invalid } from './semantics.ts';

/**
 * What makes a text more than plain: control characters, format characters (those that turn the
 * direction of writing, or have no width), separators of lines and paragraphs, private use.
 */
const notPlain = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}]/u;

function plainFault(field: string, text: string, lines: boolean): CensusError | undefined {
  const found = notPlain.exec(lines ? text.replaceAll('\n', ' ') : text);
  if (found !== null) {
    const code = found[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, '0');
    const but = lines ? ', except for line feeds' : '';
    return invalid(
      field,
      `must be plain text without control and format characters${but}; U+${code} stands at character ${found.index + 1}`,
      'plain text',
    );
  }
  return text.trim() === '' ? invalid(field, 'must say something') : undefined;
}

/** What the schema cannot say of a statement. Throws `report/invalid` with the pointer of the fault. */
export function checkStatement(statement: Statement): Statement {
  const { who, how, why, contact } = statement;
  const fault =
    plainFault('/who', who, false) ??
    plainFault('/how', how, true) ??
    plainFault('/why', why, true) ??
    (contact === null ? undefined : plainFault('/contact', contact, false));
  if (fault !== undefined) throw fault;
  const most = limits.statementCharacters;
  const length = [who, how, why, contact ?? ''].reduce((sum, text) => sum + [...text].length, 0);
  if (length > most)
    throw invalid(
      '/how',
      `who, how, why and contact have together at most ${most} characters, got ${length}`,
      `${most} characters`,
    );
  return statement;
}
