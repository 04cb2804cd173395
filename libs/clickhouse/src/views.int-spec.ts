import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clickHouseEngine } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { openEngine } from './open-engine.ts';
import { migrationFiles } from './sql-files.ts';
import { readingViews, refreshViews, renderView } from './views.ts';

const engineHere = clickHouseEngine();

describe.skipIf(engineHere.skip)(`views for reading on ${engineHere.title}`, () => {
  const path = mkdtempSync(join(tmpdir(), 'census-views-'));
  let engine: Engine;
  const appliedAt = async () =>
    await engine.rows<{ name: string; at: number }>(
      'SELECT name, toUnixTimestamp64Milli(applied_at) AS at FROM reading_view FINAL ORDER BY name',
      {},
    );

  beforeAll(async () => {
    engine = await openEngine({ kind: 'embedded', path });
    await migrate(engine, migrationFiles());
    await refreshViews(engine, 1000);
  });
  afterAll(async () => {
    await engine.close();
    rmSync(path, { recursive: true, force: true });
  });

  it('are all made', async () => {
    const made = await appliedAt();
    expect(made.map(({ name }) => name)).toEqual(
      readingViews()
        .map(({ name }) => name)
        .sort(),
    );
  });

  it('are made again only when their text changed', async () => {
    await engine.run("INSERT INTO reading_view VALUES ('reading_closed', 'another', 1.5)");
    await refreshViews(engine, 2000);
    const later = (await appliedAt()).filter(({ at }) => at === 2000);
    expect(later.map(({ name }) => name)).toEqual(['reading_closed']);
  });

  it('parse as a cluster would be given them', async () => {
    for (const view of readingViews()) {
      const statement = renderView(view, { kind: 'cluster', cluster: 'census' });
      const rows = await engine.rows<{ text: string }>(
        'SELECT formatQuerySingleLine({statement:String}) AS text',
        { statement },
      );
      expect(rows[0]?.text).toContain('ON CLUSTER census');
    }
  });
});
