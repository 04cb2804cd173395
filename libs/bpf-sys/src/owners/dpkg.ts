import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { Scratch } from '../scratch.ts';
import { type FilePackage, listedAs } from './file-names.ts';
import { readOr } from './node-errors.ts';

const database = '/var/lib/dpkg';
const newline = 10;

/**
 * Packages of files by dpkg(1): a package lists its files in info/<name>[:<arch>].list, its version
 * stands in `status`. Files are read one after another into one buffer, until all are found. Empty
 * where there is no dpkg.
 */
export function findDebianPackages(
  paths: ReadonlySet<string>,
  directory = database,
): Map<string, FilePackage> {
  const owners = findOwners(paths, join(directory, 'info'));
  if (owners.size === 0) return new Map();
  const status = readOr('', () => readFileSync(join(directory, 'status'), 'latin1'));
  return new Map(
    [...owners].map(([path, owner]) => {
      const [name = '', architecture] = owner.split(':');
      return [path, { name, version: debianVersion(status, name, architecture) }];
    }),
  );
}

/** File to the name of the list that has it. */
function findOwners(paths: ReadonlySet<string>, directory: string): Map<string, string> {
  const wanted = [...paths].flatMap((path) =>
    listedAs(path).map((listed) => ({ path, line: Buffer.from(`\n${listed}\n`) })),
  );
  const owners = new Map<string, string>();
  const scratch = new Scratch();
  for (const file of readOr([], () => readdirSync(directory))) {
    if (!file.endsWith('.list')) continue;
    if (owners.size === paths.size) break;
    const list = readOr(undefined, () => readList(join(directory, file), scratch));
    for (const { path, line } of wanted)
      if (!owners.has(path) && list?.includes(line)) owners.set(path, file.slice(0, -5));
  }
  return owners;
}

/** The content of a list between newlines, so that every file of it stands between two. */
function readList(path: string, scratch: Scratch): Buffer {
  const fd = openSync(path, 'r');
  try {
    const { size } = fstatSync(fd);
    const bytes = scratch.take(size + 2);
    bytes[0] = newline;
    const length = readSync(fd, bytes, 1, size, 0);
    bytes[length + 1] = newline;
    return Buffer.from(bytes.buffer, bytes.byteOffset, length + 2);
  } finally {
    closeSync(fd);
  }
}

/** Version of an installed package out of `status`; null when its stanza is not there. */
export function debianVersion(
  status: string,
  name: string,
  architecture: string | undefined,
): string | null {
  const start = `\nPackage: ${name}\n`;
  const text = `\n${status}`;
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, at + 1)) {
    const end = text.indexOf('\n\n', at + 1);
    const stanza = text.slice(at, end < 0 ? text.length : end);
    const of = (field: string): string | undefined =>
      new RegExp(`^${field}: (.+)$`, 'm').exec(stanza)?.[1];
    if (architecture === undefined || of('Architecture') === architecture)
      return of('Version') ?? null;
  }
  return null;
}
