import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clickHouseEngine } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { openEngine } from './open-engine.ts';
import { renderStatements } from './render.ts';
import { migrationFiles } from './sql-files.ts';

const engineHere = clickHouseEngine();

describe.skipIf(engineHere.skip)(`migrations on ${engineHere.title}`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-migrate-'));
  const known = migrationFiles();
  let engine: Engine;

  beforeAll(async () => {
    engine = await openEngine({ kind: 'embedded', path });
  });
  afterAll(async () => {
    await engine.close();
    rmSync(path, { recursive: true, force: true });
  });

  it('applies what is missing, in order, and takes up a run that broke off', async () => {
    const first = known.slice(0, 1);
    expect(await migrate(engine, first, () => 0)).toEqual({
      applied: [first[0]?.name],
      version: 1,
    });
    const broken = {
      version: 2,
      name: '0002_hosts',
      source: `${known[1]?.source}\nSELECT nonsense;`,
    };
    await expect(migrate(engine, [...first, broken])).rejects.toMatchObject({
      code: expect.stringMatching(/^store\//),
    });
    const rest = await migrate(engine, known);
    expect(rest.applied).toEqual(known.slice(1).map(({ name }) => name));
    expect(await migrate(engine, known)).toEqual({ applied: [], version: known.length });
  });

  it('refuses an applied migration that was edited', async () => {
    const edited = known.map((one) => ({ ...one, source: `${one.source}\n-- edited` }));
    await expect(migrate(engine, edited)).rejects.toMatchObject({
      code: 'store/migration',
      message: expect.stringContaining('0001_content'),
    });
  });

  it('refuses a store that is newer than this version', async () => {
    await expect(migrate(engine, known.slice(0, -1))).rejects.toMatchObject({
      code: 'store/migration',
      message: expect.stringContaining(known.at(-1)?.name ?? ''),
    });
  });

  it('renders for a cluster to what the engine parses', async () => {
    const statements = known.flatMap(({ source }) =>
      renderStatements(source, { kind: 'cluster', cluster: 'census' }),
    );
    for (const statement of statements) {
      const rows = await engine.rows<{ text: string }>(
        'SELECT formatQuerySingleLine({statement:String}) AS text',
        { statement },
      );
      // What was stored before is brought over by the views over all shards.
      if (!statement.startsWith('INSERT')) expect(rows[0]?.text).toContain('ON CLUSTER census');
    }
    await expect(
      engine.rows('SELECT formatQuerySingleLine({statement:String})', {
        statement: `${statements[0]} ORDERED BY nothing`,
      }),
    ).rejects.toMatchObject({ code: 'store/rejected' });
  });
});
