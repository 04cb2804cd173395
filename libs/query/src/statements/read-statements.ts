import { dayOf } from '@kfunc-census/usage';
import { readText, readWord, whole } from '../questions.ts';
import type { Scope } from '../scope.ts';
import type {
  StatementAnswer,
  StatementListAnswer,
  StatementOptions,
  StatementView,
} from './answers.ts';
import {
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
  const { organisation, published = null, contact = null, ...rest } = row;
  return { organisation: view === 'owner' ? organisation : null, ...rest, published, contact };
}

function readQuestion(options: StatementOptions, view: StatementView) {
  const most = statementBounds.listed;
  const asked = view === 'others' ? 'published' : options.state;
  return {
    kind: 'statements',
    kfunc: readText('kfunc', options.kfunc) ?? null,
    state: asked === undefined ? null : readWord('state', asked, statementStates),
    limit: whole('limit', options.limit ?? most, 1, most),
    offset: whole('offset', options.offset ?? 0, 0, Number.MAX_SAFE_INTEGER),
  } as const;
}

/** Statements as they stand at `now`, Unix milliseconds. Throws `request/invalid`. */
export async function readStatements(
  reader: StatementReader,
  scope: Scope,
  options: StatementOptions,
  view: StatementView,
  now: number,
): Promise<StatementListAnswer> {
  const question = readQuestion(options, view);
  const { kfunc, state, limit, offset } = question;
  const about = { day: dayOf(now), ...(kfunc === null ? {} : { kfunc }) };
  const filter = { ...about, ...(state === null ? {} : { state }) };
  const { rows, more } = await reader.statements(scope, filter, { limit, offset });
  return {
    question,
    generated_at: new Date(now).toISOString(),
    organisation: scope.organisation ?? null,
    statements: rows.map((row) => answerOf(row, view)),
    more,
    beyond_bound: await reader.statementsBeyond(scope, about),
    notes,
  };
}
