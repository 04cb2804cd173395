import { dayOf } from '@kfunc-census/usage';
import type { ReachAsked } from '../catalogue/in-reach.ts';
import { pageOf, readPage } from '../paging/page.ts';
import { readText, readWord } from '../questions.ts';
import type {
  StatementAnswer,
  StatementListAnswer,
  StatementOptions,
  StatementView,
} from './answers.ts';
import {
  type StatementFilter,
  type StatementReader,
  type StatementVersion,
  statementBounds,
  statementStates,
} from './statements-port.ts';

const notes = [
  'Statements are what users told of their own accord; nothing of it is measured.',
  `Of one organisation the first ${statementBounds.perKfunc} statements on a kfunc are shown, withdrawn ones aside.`,
] as const;

function answerOf(row: StatementVersion, view: StatementView): StatementAnswer {
  const { organisation, published = null, wasRefused: _, contact = null, ...rest } = row;
  return { organisation: view === 'owner' ? organisation : null, ...rest, published, contact };
}

const keyOf = ({ organisation, kfunc, id, digest, ...row }: StatementVersion): string =>
  JSON.stringify([organisation, kfunc, id, row.version, digest, row.state, row.published]);

type Which = Omit<StatementFilter, 'day'>;

function readFilter(options: StatementOptions, view: StatementView): Which {
  const kfunc = readText('kfunc', options.kfunc);
  const word = view === 'others' ? 'published' : options.state;
  const state = word === undefined ? undefined : readWord('state', word, statementStates);
  const id = readText('id', options.id);
  const digest = readText('digest', options.digest);
  return {
    ...kfuncOf({ kfunc }),
    ...(state === undefined ? {} : { state }),
    ...(id === undefined ? {} : { id }),
    ...(digest === undefined ? {} : { digest }),
  };
}

const kfuncOf = ({ kfunc }: { readonly kfunc?: string | undefined }) =>
  kfunc === undefined ? {} : { kfunc };

/** Statements as they stand at `now`, Unix milliseconds. Throws `request/invalid`. */
export async function readStatements(
  reader: StatementReader,
  { scope, now }: ReachAsked,
  options: StatementOptions,
  view: StatementView,
): Promise<StatementListAnswer> {
  const which = readFilter(options, view);
  const asked = readPage(options);
  const day = dayOf(now);
  const { rows, more } = await reader.statements(scope, { day, ...which }, statementBounds.read);
  const any = { kfunc: null, state: null, id: null, digest: null };
  const question = { kind: 'statements' as const, ...any, ...which };
  const part = pageOf(rows, keyOf, asked, { question: { ...question, scope, view }, days: [] });
  return {
    question: { ...question, ...part.question },
    generated_at: new Date(now).toISOString(),
    organisation: scope.organisation ?? null,
    statements: part.rows.map((row) => answerOf(row, view)),
    matching: part.matching,
    matching_at_least: more,
    next_cursor: part.next_cursor,
    beyond_bound:
      view === 'owner' ? await reader.statementsBeyond(scope, { day, ...kfuncOf(which) }) : null,
    notes,
  };
}
