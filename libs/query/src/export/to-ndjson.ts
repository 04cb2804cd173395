import type { Row, Table } from './columns.ts';

/** One JSON object a line, the columns as its members in their order; not known is null. */
export async function* toNdjson({ columns, rows }: Table): AsyncIterable<string> {
  const line = (row: Row): string => {
    const members = columns.map(({ name }, at) => [name, row[at] ?? null] as const);
    return `${JSON.stringify(Object.fromEntries(members))}\n`;
  };
  for await (const some of rows) yield some.map(line).join('');
}
