import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

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

/** Text of `queries/<name>.sql`. */
export function queryText(name: string): string {
  return read(`queries/${name}.sql`);
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
