import { CensusError } from '@kfunc-census/errors';
import { toCatalogueLine, toMessageLines } from '@kfunc-census/report';
import { decodeCatalogue, decodeReport } from '@kfunc-census/report/schema';
import { createStatementIntake, type StatementIntake } from './accept-statement.ts';
import { encodeLines } from './encode-lines.ts';
import { createKnownIds } from './known-ids.ts';
import type { IntakeClock, QueueMessage, ReportPublisher } from './ports.ts';

/** What the intake works with. */
export interface IntakeOptions {
  readonly publisher: ReportPublisher;
  readonly clock: IntakeClock;
  /** Ids of catalogues that are remembered as published. Default 4,096. */
  readonly knownCatalogues?: number;
}

/** What is known of a report besides its bytes. */
export interface ReportOrigin {
  /** Organisation of the credential, never of the body. */
  readonly organisation: string;
  /** Seconds the report waited on its host. */
  readonly ageSeconds: number;
}

/** A document that the queue holds. */
export interface Accepted {
  /** Id that the gateway computed: of the set of a report, or of the catalogue. */
  readonly id: string;
  /** Members that this version does not know, and dropped. */
  readonly dropped: number;
}

/** Takes documents in. */
export interface Intake {
  /**
   * Validates a report and puts it on the queue. Resolves once the queue holds it durably. Rejects
   * with a `report/…` error, or with what ReportPublisher.publish rejects with.
   */
  report(bytes: Uint8Array, origin: ReportOrigin): Promise<Accepted>;
  /**
   * The same for a catalogue; `report/id-mismatch` when `id` is not that of its content. The
   * organisation is that of the credential; it is no part of what is stored.
   */
  catalogue(id: string, bytes: Uint8Array, organisation: string): Promise<Accepted>;
  /** Statements of use. */
  readonly statements: StatementIntake;
  /** Whether the catalogue was published here within a day; false merely means that it is sent again. */
  knowsCatalogue(id: string): boolean;
}

function checkId(path: string, content: string): void {
  if (path === content) return;
  throw new CensusError('report/id-mismatch', `The content has the id ${content}, not ${path}.`, {
    field: 'id',
  });
}

/** A message for the queue, and what is told of it. */
interface Decoded {
  readonly message: QueueMessage;
  readonly dropped: number;
}

// What parsing makes is five times the document and more. It must not live while the message waits for
// the queue, as it would in an asynchronous function that parses and waits.

function decodedReport(bytes: Uint8Array, receivedAt: number, origin: ReportOrigin): Decoded {
  const { organisation, ageSeconds } = origin;
  const { value, dropped } = decodeReport(bytes);
  const { host, set } = toMessageLines(value, { organisation, receivedAt, ageSeconds });
  const message: QueueMessage = {
    kind: 'report',
    key: `${organisation}/${host.host}`,
    content: set.set,
    value: encodeLines([host, set]),
  };
  return { message, dropped };
}

function decodedCatalogue(bytes: Uint8Array, id: string, organisation: string): Decoded {
  const { value, dropped } = decodeCatalogue(bytes);
  const line = toCatalogueLine(value);
  checkId(id, line.catalogue);
  const message: QueueMessage = {
    kind: 'catalogue',
    key: `${organisation}/catalogue/${id}`,
    content: id,
    value: encodeLines([line]),
  };
  return { message, dropped };
}

/** A day: a catalogue that the store lost comes again by then, from any host that has it. */
const knownForMs = 86_400_000;

/** Creates the intake of a gateway. */
export function createIntake({ publisher, clock, knownCatalogues }: IntakeOptions): Intake {
  const catalogues = createKnownIds({
    size: knownCatalogues ?? 4096,
    maxAgeMs: knownForMs,
    now: clock.now,
  });
  return {
    async report(bytes, origin) {
      const { message, dropped } = decodedReport(bytes, clock.now(), origin);
      await publisher.publish(message);
      return { id: message.content, dropped };
    },
    async catalogue(id, bytes, organisation) {
      const { message, dropped } = decodedCatalogue(bytes, id, organisation);
      await publisher.publish(message);
      catalogues.add(id);
      return { id, dropped };
    },
    statements: createStatementIntake(publisher, clock),
    knowsCatalogue: (id) => catalogues.has(id),
  };
}
