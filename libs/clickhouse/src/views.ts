import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CensusError } from '@kfunc-census/errors';
import type { Engine } from './engine.ts';
import { type Rendering, renderStatements } from './render.ts';
import { queryText } from './sql-files.ts';

/** A statement of `views/` that makes a view for reading. */
export interface ReadingView {
  /** Name of the view. */
  readonly name: string;
  /** In the words of `renderStatements`. */
  readonly source: string;
}

const folder = new URL('../views/', import.meta.url);

/**
 * Whoever reads a view needs no right to the tables behind it: they are read with the rights of who
 * made the view.
 */
const madeBy = '@on_cluster DEFINER = CURRENT_USER SQL SECURITY DEFINER';

/** Tells what was made, and of which text. */
const bookkeeping = `CREATE TABLE IF NOT EXISTS reading_view
(name String, checksum String, applied_at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree(applied_at) ORDER BY name`;

/** All views for reading, in the order in which they stand on each other. */
export function readingViews(): readonly ReadingView[] {
  const bodies = new Map<string, string>();
  return readdirSync(fileURLToPath(folder))
    .filter((file) => /^\d\d_[a-z0-9_]+\.sql$/.test(file))
    .sort()
    .flatMap((file) => statementsOf(readFileSync(new URL(file, folder), 'utf8')))
    .map((statement) => viewOf(statement, bodies));
}

/**
 * Stands for the text of `queries/<name>.sql`, so that a rule stands in one file only; with
 * `, unless <value>` it reads nothing where that is 1.
 */
const query = /@query\(([a-z/-]+)(?:, unless ([\w.]+))?\)/g;

/** Parameters that say which hosts are asked, passed on to a view that is asked of other days. */
const hosts = ['organisations', 'lines', 'distros', 'arches']
  .map((name) => `${name} = {${name}:Array(String)}`)
  .join(', ');

/**
 * What stands for the scope and the stratum of a query inside a view. A query asks for one organisation
 * or all, a view for a list.
 */
const inViews = (unless: string | undefined) => ({
  'in-scope': `(has({organisations:Array(String)}, '') OR org IN {organisations:Array(String)})
    AND org NOT IN (SELECT org FROM reading_quarantined)${
      unless === undefined ? '' : ` AND ${unless} = 0`
    }`,
  'stratum-platforms': 'SELECT platform_id FROM #reading_stratum',
});

const statementsOf = (text: string): readonly string[] =>
  text
    .replace(query, (_, name: string, unless?: string) => queryText(name, inViews(unless)))
    .replace(/@hosts\b/g, hosts)
    .replace(/^\s*--.*$/gm, '')
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');

const made = /^CREATE OR REPLACE VIEW @view\((\w+)\) AS\s+/;

/**
 * A view stands on `#another` by having its text, parameters included: the engine works out each view
 * with parameters twice where it is named, so of views on views the lowest would be worked out dozens
 * of times.
 */
function viewOf(statement: string, bodies: Map<string, string>): ReadingView {
  const name = made.exec(statement)?.[1] ?? '';
  const body = statement.replace(made, '').replace(/#(\w+)/g, (_, of: string) => {
    const text = bodies.get(of);
    if (text === undefined)
      throw new CensusError('internal/unexpected', `The view ${of} is not there before ${name}.`);
    return `(${text})`;
  });
  bodies.set(name, body);
  const built = /\bbuilt\.\d/.test(body)
    ? `WITH (SELECT answer FROM (${bodies.get('reading_built')})) AS built SELECT * FROM (${body})`
    : body;
  return { name, source: `CREATE OR REPLACE VIEW ${name} ${madeBy} AS\n${built}` };
}

/** The statement of a view, ready to run. */
export function renderView({ source }: ReadingView, rendering: Rendering): string {
  return renderStatements(source, rendering).join('\n');
}

const checksum = (source: string): string => createHash('sha256').update(source).digest('hex');

interface Applied {
  readonly name: string;
  readonly checksum: string;
}

/**
 * Makes the views for reading whose text is another than when they were made last. They hold no rows,
 * so unlike migrations they are replaced, and running it again does no harm.
 */
export async function refreshViews(engine: Engine, now: number): Promise<void> {
  await engine.run(bookkeeping);
  const query = 'SELECT name, checksum FROM reading_view FINAL';
  const rows = await engine.rows<Applied>(query, {});
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  const changed = readingViews().filter(
    ({ name, source }) => applied.get(name) !== checksum(source),
  );
  if (changed.length === 0) return;
  for (const view of changed) await engine.run(renderView(view, { kind: 'plain' }));
  // Last: of a run that broke off each view is made again.
  await engine.run(
    `INSERT INTO reading_view
     SELECT made.1, made.2, fromUnixTimestamp64Milli({now:Int64}, 'UTC')
     FROM (SELECT arrayJoin(arrayZip({names:Array(String)}, {checksums:Array(String)})) AS made)`,
    {
      names: changed.map(({ name }) => name),
      checksums: changed.map(({ source }) => checksum(source)),
      now,
    },
  );
}
