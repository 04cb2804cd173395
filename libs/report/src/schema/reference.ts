import type { z } from 'zod';
import { limits } from '../limits.ts';
import { catalogueSchemaV1 } from './catalogue-v1.ts';
import type { FieldMeta } from './fields.ts';
import { reportSchemaV1 } from './report-v1.ts';
import { statementQueue, statementSection } from './statement-reference.ts';
import { decisionSchemaV1, statementSchemaV1, withdrawalSchemaV1 } from './statement-v1.ts';
import { jsonSchema } from './validate.ts';

type Schema = z.core.JSONSchema.BaseSchema;

/** One field of a contract, as the reference page shows it. */
export interface FieldRow extends Partial<FieldMeta> {
  /** Path with `[]` for the items of a list. */
  readonly path: string;
  readonly type: string;
}

function textType(schema: Schema): string {
  if (schema.const !== undefined) return `"${schema.const}"`;
  if (schema.enum !== undefined) return schema.enum.map((value) => `"${value}"`).join(' \\| ');
  if (schema.format === 'date-time') return 'UTC time, milliseconds, `Z`';
  if (schema.pattern !== undefined) return `text \`${schema.pattern}\``;
  const { minLength, maxLength } = schema;
  return `text of ${minLength ?? 0} to ${maxLength ?? '∞'} characters`;
}

function numberType({ minimum, maximum }: Schema): string {
  return `integer from ${minimum} to ${maximum === Number.MAX_SAFE_INTEGER ? '2^53 − 1' : maximum}`;
}

function typeText(schema: Schema): string {
  const alternatives = schema.anyOf as readonly Schema[] | undefined;
  if (alternatives !== undefined) return alternatives.map(typeText).join(', or ');
  switch (schema.type) {
    case 'string':
      return textType(schema);
    case 'integer':
      return numberType(schema);
    case 'array':
      return `list of at most ${schema.maxItems}`;
    default:
      return String(schema.type);
  }
}

function fieldRow(path: string, schema: Schema): FieldRow {
  const { description, owner, reason, privacy } = schema as Partial<FieldMeta>;
  return {
    path,
    type: typeText(schema),
    ...(description === undefined ? {} : { description }),
    ...(owner === undefined ? {} : { owner }),
    ...(reason === undefined ? {} : { reason }),
    ...(privacy === undefined ? {} : { privacy }),
  };
}

/** The fields of a contract in the order of its schema; objects are their fields. */
export function fieldRows(schema: Schema, path = ''): readonly FieldRow[] {
  if (schema.type === 'object')
    return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) =>
      fieldRows(inner as Schema, path === '' ? name : `${path}.${name}`),
    );
  const nullable = (schema.anyOf as readonly Schema[] | undefined)?.find(
    ({ type }) => type === 'object',
  );
  if (nullable !== undefined) return [fieldRow(path, schema), ...fieldRows(nullable, path)];
  if (schema.type !== 'array') return [fieldRow(path, schema)];
  const items = schema.items as Schema;
  const inner = fieldRows(items, `${path}[]`);
  return items.type === 'object' ? [fieldRow(path, schema), ...inner] : [fieldRow(path, schema)];
}

/**
 * The JSON Schemas (draft 2020-12) of the contracts, by name and version. They let unknown fields pass, as
 * the gateway does.
 */
export function jsonSchemas(): Readonly<Record<string, Schema>> {
  return {
    'report-v1': jsonSchema(reportSchemaV1, 'input'),
    'catalogue-v1': jsonSchema(catalogueSchemaV1, 'input'),
    'statement-v1': jsonSchema(statementSchemaV1, 'input'),
    'statement-withdrawal-v1': jsonSchema(withdrawalSchemaV1, 'input'),
    'statement-decision-v1': jsonSchema(decisionSchemaV1, 'input'),
  };
}

function fieldTable(schema: z.ZodType): string {
  const rows = fieldRows(jsonSchema(schema, 'input')).map(
    ({ path, type, description, owner, reason, privacy }) =>
      `| \`${path}\` | ${type} | ${description ?? ''} | ${owner ?? ''} | ${reason ?? ''} | ${privacy ?? ''} |`,
  );
  return [
    '| field | type and limits | meaning | filled in by | why it is sent | privacy |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

const kib = (bytes: number): string => `${bytes / 1024} KiB`;

const sending = (): string => `## Sending

\`POST /v1/reports\` takes a report, \`PUT /v1/catalogues/{id}\` a catalogue, \`HEAD /v1/catalogues/{id}\`
says whether a catalogue was taken lately (404 merely means: put it). Each needs
\`authorization: Bearer <token>\` with the right \`send\`, and \`content-type: application/json\`;
\`content-encoding\` may be \`gzip\` or \`zstd\`. \`census-report-age\` states how many whole seconds a
report waited on its host (0 to ${limits.ageSeconds}; 0 if absent). 202 means that the queue holds the document
durably. 400, 413, 415 and 422 are final: the same document is never taken. 401 and 403 are about the
token, 429 and 5xx about now. Errors are problem documents (RFC 9457) with a \`code\` of [errors.md](errors.md), the \`field\` and the \`limit\`.

| limit | value |
| --- | --- |
| body as sent | ${kib(limits.compressedBytes)} |
| body after decompression | ${kib(limits.decompressedBytes)} |
| nesting | ${limits.depth} levels |
| message on the queue | ${kib(limits.messageBytes)} |
| age of a report that is a state of today | ${limits.lateAfterSeconds / 3600} h |

The body is strict: UTF-8 without a byte order mark, no key twice in an object, no lone surrogates,
no NaN. A field that the gateway does not know is dropped, and the answer says how many were
(\`dropped_fields\`, those inside a dropped one included). So an old gateway takes the reports of a new
agent, and only \`schema\` decides whether it understands them.`;

const meaning = `### What the schema does not say

- Unique in their lists: catalogues by \`module\`, losses by \`reason\`, totals by \`type\`, objects by
  \`key\`, declarations by \`name\`, kfuncs of a program by name, module, status and guard, kfuncs of an
  object by name, module and status, what is not observable by \`name\`, kfuncs of a catalogue by
  \`name\`, and their \`tags\`.
- \`programs[].object\` is the key of an object of the same report, or null.
- A kfunc of a program has no name if, and only if, its status is \`unresolved\`, and no module only then.
- A kfunc of an object has a reason in \`missing\` if, and only if, its status is \`missing\`, and no
  module only then.
- \`collected_at\` is ${limits.collectedAtMin} or later.
- \`programs_read\` is at most \`programs_loaded\`.
- A report with \`complete: true\` is refused if fewer programs were read than were loaded, or if a
  kfunc of a program is \`unresolved\` or \`ambiguous\`: its host would count as one that hides nothing.
- The kfuncs of a program with status \`ambiguous\` are candidates: its sites call one of them.

### How values are counted

- \`losses\` and \`ids_unseen\` are cumulative since boot: a lost report loses no count, a repeated one
  adds none.
- \`sites\` and \`instances\` describe; they are not part of any id and are never summed over reports.
- \`programs_loaded\` and \`totals\` are states at the end of the scan.
- A number that is not known is not written as 0: what is missing is counted in \`losses\`, and
  \`complete\` is false.`;

const ids = `## Ids

The gateway computes every id from content; ids in a body are not believed, except \`host_id\` and
\`boot_id\`, which count only inside the organisation of the token. An id is the first 128 bits, in hex,
of SHA-256 over the canonical JSON (RFC 8785) of the content below. Lists are sorted by the JSON text
of their items and hold equal items once; null is written as the empty text.

| id | content |
| --- | --- |
| catalogue | \`{"kind":"catalogue/v2","module","kfuncs":[[name, prototype, shape, tag, func, symbol, known_by, [tags], callable]]}\` |
| object | \`{"kind":"object/v1","key","known_by","declares":[[name, shape]]}\` |
| program | \`{"kind":"program/v1","type","attach_target","name","object"}\`, with the id of its object |
| evidence | \`{"kind":"evidence/v1","kfuncs":[[name, module, status, guard]]}\`; of an object \`missing\` in place of \`guard\` |
| text of a statement | \`{"kind":"statement/v1","kfunc","withdrawn" (0 or 1),"who","how","why","contact"}\` |
| set | \`{"kind":"set/v1","programs":[[program, evidence, attached, probe (0 or 1), loader]],"objects":[[object, evidence]]}\` |
| platform | \`{"kind":"platform/v1","release","arch","distro","distro_version","catalogues":[id]}\` |

No pids, times, counts or kernel ids are in any of them: hosts of one image share a set, and a program
keeps its id over kernels. An object with a forged \`key\` has the id of another one only if it declares
the same too.`;

const queue = `## On the queue

A report is one message of two JSON lines, in the gateway's own serialisation, with the key
\`organisation/host\`. Flags are 0 or 1; what is null above is the empty text.

1. The *host line*: \`org\` (of the token), \`host\`, \`received_at\` (gateway time, Unix milliseconds: it
   decides the day), \`late\`, \`platform\`, \`set\`, \`boot\`, \`seq\`, \`collected_at\` (host time, Unix
   milliseconds), \`agent_version\`, \`release\`, \`arch\`, \`distro\`, \`distro_version\`, \`catalogues\`,
   \`complete\`, \`programs_loaded\`, \`programs_read\`, \`ids_unseen\`, \`not_observable\` (names), \`losses\`, \`loaded_by_type\`,
   \`with_kfuncs_by_type\`.
2. The *set line*: \`set\`; \`programs\`: \`program\`, \`evidence\`, \`type\`, \`attach_target\`, \`name\`,
   \`object\`, \`attached\`, \`probe\`, \`loader\`, \`kfuncs\`; \`objects\`: \`object\`, \`evidence\`,
   \`known_by\`, \`declares\`, \`kfuncs\`.

A catalogue is one message of one line, with the key \`catalogue/id\`: \`catalogue\`, \`module\`, and
\`kfuncs\` with \`name\`, \`prototype\`, \`shape\`, \`tag\`, \`func\`, \`symbol\`, \`known_by\`,
\`tags\`, \`callable\`.

${statementQueue}`;

/** The text of docs/report.md, without the notice that it is generated. */
export function reportReference(): string {
  return `# The report

One report is one JSON document: a full statement of what a host runs now. It needs nothing sent
before it. \`agent scan --print\` shows its bytes before anything is sent.

Privacy classes: *kernel*: the same on every host with that kernel. *program*: names that the author
of a program chose. *operational*: how the agent and the host work. *host-pseudonym*: tells hosts of
one organisation apart, and means nothing outside it. *author*: what the author of a statement of use chose to
say.

${sending()}

## Report v1

${fieldTable(reportSchemaV1)}

${meaning}

## Catalogue v1

The kfuncs that one vmlinux, or one module, offers.

${fieldTable(catalogueSchemaV1)}

${statementSection(fieldTable)}

${ids}

${queue}
`;
}
