/**
 * How every kfunc stands in every released kernel line, as one small table: the agent loads this in place
 * of the data that it is generated from.
 */

import { standingTable } from './standing-table.generated.ts';
import { readStandingTable, type Standing } from './standing-table.ts';
import { compareVersions, kernelLine, releasedVersions } from './versions.ts';

export type { Standing } from './standing-table.ts';

/**
 * The line that a kernel release is of, `7.0` of `7.0.3-arch1`; undefined when the data does not speak of
 * it. `knownLines` lists those of which it does.
 */
export function knownLine(release: string): string | undefined {
  const line = kernelLine(release);
  return line !== undefined && releasedVersions.includes(line) ? line : undefined;
}

/** The lines that the data speaks of, oldest first. */
export const knownLines: readonly string[] = releasedVersions;

let table: ReadonlyMap<string, readonly Standing[]> | undefined;

/** How a kfunc stands in a line of `knownLines`; undefined when the data has no such name. */
export function standingAt(name: string, line: string): Standing | undefined {
  table ??= readStandingTable(standingTable);
  return table.get(name)?.findLast(({ from }) => compareVersions(from, line) <= 0);
}
