import { isMessageKind } from './batch-lines.ts';
import type { Delivery, MessageKind } from './ports.ts';

/**
 * Organisation that a message is of: the part of its key before the first `/`. '' for one of a kind
 * that is not known here: nobody says that its key is a gateway's.
 */
export function organisationOf({ kind, key }: Pick<Delivery, 'kind' | 'key'>): string {
  if (!isMessageKind(kind)) return '';
  const end = key.indexOf('/');
  return end === -1 ? key : key.slice(0, end);
}

/** Organisations with refused messages from which on the fault is taken to be ours. */
const manyOrganisations = 3;
/** Refused messages of the only organisation there is from which on it is, when none was taken yet, */
const manyAtFirst = 3;
/** and when some were, in a row. */
const manyInARow = 10;
/** Milliseconds within which refusals belong together: an hour. */
export const suspicionMs = 3_600_000;

/** What the guard looks at in a message. All times are the gateway's, so a backlog changes no verdict. */
export type Judged = Pick<Delivery, 'kind' | 'key' | 'position' | 'publishedAt'>;

/** Whether two messages were put on the queue within an hour of each other. */
export const isNear = (one: number, other: number): boolean => Math.abs(one - other) <= suspicionMs;

/** Tells poison of single organisations from a fault that hits everybody, for messages of one kind. */
export interface PoisonGuard {
  /** Learns of a message that an earlier process set aside; what was taken since then is not known. */
  remember(letter: Judged): void;
  /**
   * Why the refused messages of a batch must not be set aside; undefined when they may be, which it
   * remembers. `taken` are those of the kind that the store took, `beside` those of other kinds that
   * show whether other organisations are there. Default: none.
   */
  judge(
    refused: readonly Judged[],
    taken: readonly Judged[],
    beside?: readonly Judged[],
  ): string | undefined;
}

const nouns = {
  report: 'reports',
  catalogue: 'catalogues',
  statement: 'statements of use',
  day: 'marks of days',
} satisfies Record<MessageKind, string>;

/** Positions of refused messages by organisation. */
type Row = ReadonlyMap<string, ReadonlySet<string>>;

const listed = (organisations: Iterable<string>): string => [...organisations].sort().join(', ');

/** `row` with more messages; a message that comes again is one. More than a verdict needs is not kept. */
function lengthen(row: Row, messages: readonly Judged[]): Row {
  const longer = new Map([...row].map(([organisation, seen]) => [organisation, new Set(seen)]));
  for (const message of messages) {
    const organisation = organisationOf(message);
    const seen = longer.get(organisation) ?? new Set();
    if (seen.size < manyInARow) seen.add(message.position);
    longer.set(organisation, seen);
  }
  return longer;
}

/** When the youngest message of each organisation was put on the queue. */
type Times = ReadonlyMap<string, number>;

function see(times: Times, messages: readonly Judged[]): Times {
  const seen = new Map(times);
  for (const message of messages) {
    const organisation = organisationOf(message);
    const { publishedAt } = message;
    seen.set(organisation, Math.max(publishedAt, seen.get(organisation) ?? publishedAt));
  }
  return seen;
}

/** Organisations of which a message was put on the queue within an hour of this one. */
function near(times: Times, { publishedAt }: Judged): readonly string[] {
  return [...times].filter(([, at]) => isNear(at, publishedAt)).map(([name]) => name);
}

/**
 * Why an unbroken row of refusals, `last` at its end, is no poison. `taken`: messages of the kind,
 * `present`: of any kind that counts.
 */
function whyNotInARow(
  row: Row,
  last: readonly Judged[],
  taken: Times,
  present: Times,
): string | undefined {
  if (row.size > 1) return `of ${row.size} organisations (${listed(row.keys())})`;
  const lately = (times: Times) => new Set(last.flatMap((message) => near(times, message)));
  for (const [organisation, { size }] of row) {
    const others = lately(present).difference(new Set([organisation]));
    const most = lately(taken).has(organisation) ? manyInARow : manyAtFirst;
    if (others.size === 0 && size >= most)
      return `${size} or more of ${organisation} in a row, and within an hour of no other organisation`;
  }
  return undefined;
}

/**
 * Its verdict does not depend on how batches are cut, nor on when the process is started anew.
 * Refusals are a fault of the schema or of this program, not poison, when within an hour they are of
 * three organisations; when they are of two and the store took nothing of the kind between them; and,
 * where within the hour nothing of another organisation was taken, at the third message when nothing
 * of the kind was taken of this one either, else at the tenth in a row. Poison of one among several is
 * never judged so.
 */
export function createPoisonGuard(kind: MessageKind): PoisonGuard {
  let refusedAt: Times = new Map();
  let takenAt: Times = new Map();
  let presentAt: Times = new Map();
  /** What was refused since the store last took anything. */
  let row: Row = new Map();

  const whyOfMany = (refused: readonly Judged[]): string | undefined => {
    let seen = refusedAt;
    for (const message of refused) {
      seen = see(seen, [message]);
      const many = near(seen, message);
      if (many.length >= manyOrganisations)
        return `it refused ${nouns[kind]} of ${many.length} organisations within an hour (${listed(many)})`;
    }
    return undefined;
  };
  const whyOfRow = (longer: Row, refused: readonly Judged[]): string | undefined => {
    const why = whyNotInARow(longer, refused, takenAt, presentAt);
    return why === undefined ? undefined : `it takes no ${nouns[kind]} at all: ${why}`;
  };

  return {
    remember(letter) {
      refusedAt = see(refusedAt, [letter]);
      if (takenAt.size === 0) row = lengthen(row, [letter]);
    },
    judge(refused, taken, beside = []) {
      takenAt = see(takenAt, taken);
      presentAt = see(presentAt, [...taken, ...beside]);
      const longer: Row = taken.length > 0 ? new Map() : lengthen(row, refused);
      const why =
        refused.length === 0 ? undefined : (whyOfMany(refused) ?? whyOfRow(longer, refused));
      if (why !== undefined) return why;
      refusedAt = see(refusedAt, refused);
      row = longer;
      return undefined;
    },
  };
}
