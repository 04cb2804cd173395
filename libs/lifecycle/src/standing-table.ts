import { type KfuncStatus, statusAt } from './status.ts';
import type { KfuncEntry } from './types.ts';
import { releasedVersions } from './versions.ts';

/** How a name stands from one kernel line on. */
export interface Standing {
  /** First line of which it is so. */
  readonly from: string;
  readonly status: KfuncStatus['status'];
  /** Names to call instead. */
  readonly to: readonly string[];
}

const text = ({ from, status, to }: Standing): string =>
  [from, status, ...(to.length === 0 ? [] : [to.join(',')])].join(':');

/** How a name stands over all released lines: an entry wherever that changes, oldest first. */
function standings(entry: KfuncEntry): Standing[] {
  const found: Standing[] = [];
  for (const from of releasedVersions) {
    const { status, to } = statusAt(entry, from) ?? { status: 'uncertain', to: [] };
    const last = found.at(-1);
    if (last?.status !== status || last.to.join() !== to.join()) found.push({ from, status, to });
  }
  return found;
}

/** A line per kfunc: its name, and `<line>:<status>` or `<line>:<status>:<names>` where its standing changes. */
export function writeStandingTable(entries: readonly KfuncEntry[]): string {
  return entries
    .map((entry) => [entry.name, ...standings(entry).map(text)].join(' '))
    .sort()
    .join('\n');
}

/** Reads what `writeStandingTable` wrote. */
export function readStandingTable(table: string): ReadonlyMap<string, readonly Standing[]> {
  const rows = table.split('\n').map((line): [string, Standing[]] => {
    const [name = '', ...words] = line.split(' ');
    const changes = words.map((word) => {
      const [from = '', status = '', to = ''] = word.split(':');
      return {
        from,
        status: status as Standing['status'],
        to: to === '' ? [] : to.split(','),
      };
    });
    return [name, changes];
  });
  return new Map(rows);
}

/** The module that holds the table, as text. */
export function standingTableModule(entries: readonly KfuncEntry[]): string {
  return `// biome-ignore-all lint/style/noExcessiveLinesPerFile: a table with a line per kfunc.
// Generated from libs/lifecycle/data by \`npm run docs\`. Edit the data, not this file.

/** How each kfunc stands over the kernel lines; the format is in standing-table.ts. */
export const standingTable = \`${writeStandingTable(entries)}\`;
`;
}
