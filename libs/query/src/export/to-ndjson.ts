import type { Table } from './columns.ts';

/** One JSON object a line, the columns as its members in their order; not known is null. */
export async function* toNdjson({ columns, rows }: Table): AsyncIterable<string> {
  for await (const row of rows) {
    const members = columns.map(({ name }, at) => [name, row[at] ?? null] as const);
    yield `${JSON.stringify(Object.fromEntries(members))}\n`;
  }
}
