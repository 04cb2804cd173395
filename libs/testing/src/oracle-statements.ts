import {
  type Scope,
  type StatementFilter,
  type StatementReader,
  type StatementVersion,
  statementBounds,
} from '@kfunc-census/query';
import type {
  StatementDecisionLine,
  StatementLine,
  StatementVersionLine,
} from '@kfunc-census/report';
import { byText, limitedTo } from './oracle-facts.ts';

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** A statement as it stood at the end of a day. */
interface Standing {
  readonly org: string;
  readonly kfunc: string;
  readonly id: string;
  readonly firstReceived: number;
  readonly isWithdrawn: boolean;
  /** Those that count, with their time of receipt. */
  readonly versions: readonly { readonly at: number; readonly row: StatementVersion }[];
}

const sooner = (a: StatementVersionLine, b: StatementVersionLine): number =>
  b.withdrawn - a.withdrawn || a.received_at - b.received_at || byText(a.digest, b.digest);

/** Of each version its withdrawal, or else the text that was received first. */
function textsOf(lines: readonly StatementVersionLine[]): readonly StatementVersionLine[] {
  return [...Map.groupBy(lines, ({ version }) => version).values()].flatMap((same) =>
    same.toSorted(sooner).slice(0, 1),
  );
}

function rowOf(
  line: StatementVersionLine,
  decisions: readonly StatementDecisionLine[],
  takenBack: number,
  day: string,
): StatementVersion {
  const ever = decisions.filter(
    ({ version, digest }) => version === line.version && digest === line.digest,
  );
  const about = ever.filter(({ received_at }) => dayOf(received_at) <= day);
  const published = about
    .filter(({ decision }) => decision === 'published')
    .map(({ received_at }) => dayOf(received_at))
    .sort()[0];
  const isRefused = about.some(({ decision }) => decision === 'refused');
  const judged = isRefused ? 'refused' : published === undefined ? 'submitted' : 'published';
  const { org, kfunc, id, version, digest, who, how, why, contact } = line;
  return {
    ...{ organisation: org, kfunc, id, version, digest, who, how, why, published },
    wasRefused: ever.some(({ decision }) => decision === 'refused'),
    state: version <= takenBack ? 'withdrawn' : judged,
    received: dayOf(line.received_at),
    contact: contact === '' ? undefined : contact,
  };
}

function standingOf(lines: readonly StatementLine[], day: string): Standing | undefined {
  const versions = lines.filter((line) => line.kind === 'version');
  const texts = textsOf(versions.filter(({ received_at }) => dayOf(received_at) <= day));
  const [first] = texts;
  if (first === undefined) return undefined;
  const decisions = lines.filter((line) => line.kind === 'decision');
  const withdrawals = texts.filter(({ withdrawn }) => withdrawn === 1);
  const takenBack = Math.max(0, ...withdrawals.map(({ version }) => version));
  const newest = Math.max(...texts.map(({ version }) => version));
  const all = texts.map((line) => ({
    at: line.received_at,
    row: rowOf(line, decisions, takenBack, day),
  }));
  const shown = all.filter(({ row }) => row.state === 'published').map(({ row }) => row.version);
  const { org, kfunc, id } = first;
  return {
    ...{ org, kfunc, id },
    firstReceived: Math.min(...texts.map(({ received_at }) => received_at)),
    isWithdrawn: newest === takenBack,
    versions: all.filter(({ row }) => [newest, Math.max(...shown)].includes(row.version)),
  };
}

/** Those within what an organisation may have on a kfunc, and how many are beyond. */
function bounded(all: readonly Standing[]): { within: readonly Standing[]; beyond: number } {
  const current = all.filter(({ isWithdrawn }) => !isWithdrawn);
  const groups = Map.groupBy(current, ({ org, kfunc }) => JSON.stringify([org, kfunc]));
  const first = [...groups.values()].flatMap((group) =>
    group
      .toSorted((a, b) => a.firstReceived - b.firstReceived || byText(a.id, b.id))
      .slice(0, statementBounds.perKfunc),
  );
  const withdrawn = all.filter(({ isWithdrawn }) => isWithdrawn);
  return { within: [...first, ...withdrawn], beyond: current.length - first.length };
}

function asOf(lines: readonly StatementLine[], { organisation }: Scope, filter: StatementFilter) {
  const reached = lines.filter(
    ({ org, kfunc }) => (organisation ?? org) === org && (filter.kfunc ?? kfunc) === kfunc,
  );
  const groups = Map.groupBy(reached, ({ org, kfunc, id }) => JSON.stringify([org, kfunc, id]));
  return bounded([...groups.values()].flatMap((group) => standingOf(group, filter.day) ?? []));
}

type Row = Standing['versions'][number];

const inOrder = ({ row: a, at }: Row, { row: b, at: other }: Row): number =>
  byText(a.kfunc, b.kfunc) ||
  at - other ||
  byText(a.id, b.id) ||
  byText(a.organisation, b.organisation) ||
  a.version - b.version;

const isAsked = (
  { state, id, digest }: StatementVersion,
  { state: asked = state, id: askedId = id, digest: askedDigest = digest }: StatementFilter,
): boolean => asked === state && askedId === id && askedDigest === digest;

/** The first of each organisation, then the second of each, and so on. */
function inTurns(rows: readonly Row[]): readonly Row[] {
  const seen = new Map<string, number>();
  return rows
    .map((entry) => {
      const turn = seen.get(entry.row.organisation) ?? 0;
      seen.set(entry.row.organisation, turn + 1);
      return { entry, turn };
    })
    .toSorted((a, b) => a.turn - b.turn)
    .map(({ entry }) => entry);
}

/** The questions of StatementReader answered from the lines alone. */
export function statementOracle(lines: readonly StatementLine[]): StatementReader {
  return {
    async statements(scope, filter, limit) {
      const rows = asOf(lines, scope, filter)
        .within.flatMap(({ versions }) => versions)
        .filter(({ row }) => isAsked(row, filter))
        .toSorted(inOrder);
      const { rows: fitting, more } = limitedTo(inTurns(rows), limit);
      return { rows: fitting.toSorted(inOrder).map(({ row }) => row), more };
    },
    statementsBeyond: async (scope, filter) => asOf(lines, scope, filter).beyond,
  };
}
