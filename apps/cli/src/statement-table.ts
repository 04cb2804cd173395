import type { StatementAnswer, StatementListAnswer } from '@kfunc-census/query';
import { safe } from '@kfunc-census/terminal';
import { nextLine } from './pages.ts';
import { noteLines, text } from './tables.ts';

/** Columns of a label, the space behind it included. */
const labelWidth = 14;

/** A fact of a statement; the lines of its author stand under each other, whatever is in them. */
function field(label: string, value: string): readonly string[] {
  return value
    .split('\n')
    .map((line, at) => `  ${(at === 0 ? label : '').padEnd(labelWidth)}${safe(line)}`.trimEnd());
}

function stateText({ state, received, published }: StatementAnswer): string {
  const since = published === null ? [] : [`published ${published}`];
  return [state, `received ${received}`, ...since].join(', ');
}

function statementLines(statement: StatementAnswer): readonly string[] {
  const { organisation, kfunc, id, version, digest, who, how, why, contact } = statement;
  const said = [
    ['who', who],
    ['how', how],
    ['why', why],
    ['contact', contact ?? 'not given'],
  ] as const;
  return [
    safe(kfunc),
    ...field('id', `${id}, version ${version}`),
    ...field('state', stateText(statement)),
    ...field('digest', digest),
    ...(organisation === null ? [] : field('organisation', organisation)),
    // A withdrawal says nothing.
    ...(who === '' ? [] : said.flatMap(([label, value]) => field(label, value))),
  ];
}

function endLines(answer: StatementListAnswer): readonly string[] {
  const { statements, matching, matching_at_least, beyond_bound } = answer;
  const all = `${matching_at_least ? 'at least ' : ''}${matching}`;
  return [
    `${statements.length} of ${all} shown.`,
    ...(beyond_bound ? [`${beyond_bound} beyond the bound of an organisation.`] : []),
    ...nextLine(answer),
  ];
}

/** Statements for a person. */
export function statementTable(answer: StatementListAnswer): string {
  return text([
    ...answer.statements.map(statementLines),
    endLines(answer),
    noteLines(answer.notes),
  ]);
}
