import type { z } from 'zod';
import { limits } from '../limits.ts';
import { decisionSchemaV1, statementSchemaV1, withdrawalSchemaV1 } from './statement-v1.ts';

/** The part of docs/report.md on statements of use; `table` makes the table of a contract. */
export function statementSection(table: (schema: z.ZodType) => string): string {
  return `## Statements of use

A statement of use is what a user of a kfunc tells of its own accord: who uses it, how, why, and whom to
ask. Nothing sends one by itself. Routes of the gateway, with bodies like those above:

| route | right | body |
| --- | --- | --- |
| \`POST /v1/statements\` | \`send\` | a statement, or a new version of one |
| \`POST /v1/statements/{id}/withdrawal\` | \`send\` | its withdrawal |
| \`POST /v1/statements/{id}/publication\` | \`administer\` | a decision on one text of it |

A statement is told from others by organisation, kfunc and \`id\`. Of two texts of one version the one that
the gateway received first is the version; another text needs another version. A withdrawal wins its
version from any text. What is shown to others is
the highest version that was published and neither refused nor withdrawn; a newer one that waits for a
decision changes nothing. Sent again, in any order, messages change nothing.

Evidence shows statements as they stood at the end of its window. A withdrawn one stays in the evidence of
windows that ended before its withdrawal, so that these give the same hash again. Of one that was refused
after it was published, evidence of such a window tells id, version and that it was refused, and nothing of
what it says; the hash is another one from then on.

- \`who\`, \`how\`, \`why\` and \`contact\` have together at most ${limits.statementCharacters} characters. They are
  plain text: no control, format (as those that turn the direction of writing) or private-use characters;
  \`how\` and \`why\` may have line feeds. Each says something.

### Statement v1

${table(statementSchemaV1)}

### Withdrawal v1

${table(withdrawalSchemaV1)}

### Decision v1

${table(decisionSchemaV1)}`;
}

/** What docs/report.md says of statements on the queue. */
export const statementQueue = `A statement, its withdrawal and a decision on it are one message of one line each, with the key
\`organisation/statement/id\`: \`kind\` (\`version\` or \`decision\`), \`org\`, \`id\`, \`version\`, \`digest\`,
\`received_at\`, \`kfunc\`; of a version also \`withdrawn\`, \`who\`, \`how\`, \`why\`, \`contact\`, of a decision \`decision\`.`;
