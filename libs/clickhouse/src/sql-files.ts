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

/** Texts that stand for fragments in place of their files, by name. */
export type Replacements = Readonly<Record<string, string>>;

function expand(text: string, within: readonly string[], replacements: Replacements): string {
  return text.replace(reference, (_, name: string) => {
    if (within.includes(name))
      throw new CensusError('internal/unexpected', `The SQL fragment ${name} contains itself.`);
    const fragment = replacements[name] ?? withoutComments(read(`queries/fragments/${name}.sql`));
    return expand(fragment, [...within, name], replacements);
  });
}

/** Replaces each `@name` by the text of that fragment, so that a rule stands in one file only. */
export const expandFragments = (text: string, replacements: Replacements = {}): string =>
  expand(text, [], replacements);

/** Text of `queries/<name>.sql` with its fragments in place. */
export function queryText(name: string, replacements: Replacements = {}): string {
  return expandFragments(read(`queries/${name}.sql`), replacements);
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
