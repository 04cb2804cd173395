/**
 * `node tools/lifecycle/import-facts.ts KFUNCS.json VERSIONS.json [--write]`: what ebpf-docs has of
 * kfuncs that libs/lifecycle/data has not. See libs/lifecycle/README.md for how to get the two files.
 * With --write, new sets and kfuncs are added to the files; known ones are never changed. Run
 * `biome check --write libs/lifecycle/data` afterwards.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../lib/run.ts';
import { mergeFacts, type OwnEntry, type OwnSet } from './merge-facts.ts';

const files = ['core', 'network', 'sched-ext', 'subsystems', 'tests'] as const;
type File = (typeof files)[number];

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8'));
const pathOf = (file: string): string => join(root, 'libs/lifecycle/data', `${file}.json`);

/** A new kfunc goes where others of its first set are, else to subsystems. */
function fileFor(entry: OwnEntry, byFile: ReadonlyMap<File, readonly OwnEntry[]>): File {
  const [set = ''] = entry.registered.sets;
  const has = (file: File): boolean =>
    byFile.get(file)?.some(({ registered }) => registered.sets.includes(set)) ?? false;
  return files.find(has) ?? 'subsystems';
}

function writeSorted(file: string, list: readonly { readonly name: string }[]): void {
  const sorted = list.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  writeFileSync(pathOf(file), `${JSON.stringify(sorted, null, 2)}\n`);
}

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});
const [kfuncs, versions] = positionals;
if (kfuncs === undefined || versions === undefined)
  throw new Error('usage: import-facts.ts KFUNCS.json VERSIONS.json [--write]');

const byFile = new Map(files.map((file) => [file, read<OwnEntry[]>(pathOf(file))]));
const sets = read<OwnSet[]>(pathOf('sets'));
const merge = mergeFacts(read(kfuncs), read(versions), {
  entries: [...byFile.values()].flat(),
  sets,
});

for (const remark of merge.remarks) console.log(remark);
console.log(`${merge.sets.length} new sets: ${merge.sets.map(({ name }) => name).join(', ')}`);
console.log(
  `${merge.entries.length} new kfuncs: ${merge.entries.map(({ name }) => name).join(', ')}`,
);
if (values.write) {
  for (const entry of merge.entries) byFile.get(fileFor(entry, byFile))?.push(entry);
  for (const [file, list] of byFile) writeSorted(file, list);
  writeSorted('sets', [...sets, ...merge.sets]);
}
