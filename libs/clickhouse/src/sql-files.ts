import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CensusError } from '@kfunc-census/errors';

/** A numbered migration as it lies in `migrations/`. */
export interface Migration {
  /** From the file name, from 1, without gaps. */
  readonly version: number;
  /** File name without `.sql`. */
  readonly name: string;
  readonly source: string;
}

/** The package's root, two levels up from here in `src` and in `dist` alike. */
const root = new URL('../', import.meta.url);

const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');

const withoutComments = (text: string): string => text.replace(/^\s*--.*\n/gm, '').trim();

/** Stands for the text of `queries/fragments/<name>.sql`. */
const reference = /@([a-z][a-z-]*)/g;

function expand(text: string, within: readonly string[]): string {
  return text.replace(reference, (_, name: string) => {
    if (within.includes(name))
      throw new CensusError('internal/unexpected', `The SQL fragment ${name} contains itself.`);
    return expand(withoutComments(read(`queries/fragments/${name}.sql`)), [...within, name]);
  });
}

/** Replaces each `@name` by the text of that fragment, so that a rule stands in one file only. */
export const expandFragments = (text: string): string => expand(text, []);

/** Text of `queries/<name>.sql` with its fragments in place. */
export function queryText(name: string): string {
  return expandFragments(read(`queries/${name}.sql`));
}

/** All migrations, oldest first. */
export function migrationFiles(): readonly Migration[] {
  return readdirSync(fileURLToPath(new URL('migrations/', root)))
    .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    .sort()
    .map((file) => ({
      version: Number(file.slice(0, 4)),
      name: file.slice(0, -'.sql'.length),
      source: read(`migrations/${file}`),
    }));
}
