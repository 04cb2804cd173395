import type { EvidenceBlock, StatementOfUse } from './evidence-answer.ts';
import { field, item } from './text-lines.ts';

/** Statements of use, in the words of those who gave them. */
export function statementsText({ rows, more, more_at_least }: EvidenceBlock['statements']) {
  const title = 'Statements of use';
  if (rows.length === 0)
    return [
      title,
      ...item(
        'None on file: nobody has told how and why it is used. This says nothing of whether it is.',
      ),
    ];
  const rest = `${more_at_least ? 'at least ' : ''}${more} more, which /v1/statements lists`;
  return [title, ...rows.flatMap(statementText), ...(more === 0 ? [] : item(rest))];
}

/** Lines of the author would begin lines of the mail. */
const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

function statementText({ id, version, published, ...said }: StatementOfUse): readonly string[] {
  const head = item(`${id}, version ${version}, published ${published}`);
  if (said.refused) return [...head, ...field('    Text', 'refused later, and not shown')];
  return [
    ...head,
    ...field('    Who', oneLine(said.who)),
    ...field('    How', oneLine(said.how)),
    ...field('    Why', oneLine(said.why)),
    ...field('    Contact', said.contact ?? 'not given'),
  ];
}
