import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clickHouseEngine } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { migrate } from './migrate.ts';
import { openEngine } from './open-engine.ts';
import { renderStatements } from './render.ts';
import { migrationFiles } from './sql-files.ts';

const engineHere = clickHouseEngine();
const mark = { kind: 'closed', day: '2026-03-10', partition: 0, partitions: 1, at: 1 };
const encoded = (line: object): Uint8Array => new TextEncoder().encode(JSON.stringify(line));

describe.skipIf(engineHere.skip)(`migration 0007 on ${engineHere.title}`, () => {
  it('keeps marks of before queues had names, and may be applied twice', async () => {
    const path = mkdtempSync(join(tmpdir(), 'census-marks-'));
    const engine = await openEngine({ kind: 'embedded', path });
    const known = migrationFiles();
    try {
      await migrate(
        engine,
        known.filter(({ version }) => version < 7),
      );
      await engine.insertLines('day_inbox_v1', [encoded(mark)]);
      await migrate(engine, known);
      const { source = '' } = known.find(({ version }) => version === 7) ?? {};
      for (const statement of renderStatements(source, { kind: 'plain' }))
        await engine.run(statement);
      const lines = [mark, { ...mark, queue: 'reports.v1' }].map(encoded);
      await engine.insertLines('day_inbox_v2', lines);
      const rows = await engine.rows(
        'SELECT queue, toString(day) AS day, queue_partition FROM day_state_v1 FINAL ORDER BY queue',
        {},
      );
      const kept = { day: '2026-03-10', queue_partition: 0 };
      expect(rows).toEqual([
        { queue: '', ...kept },
        { queue: 'reports.v1', ...kept },
      ]);
    } finally {
      await engine.close();
      rmSync(path, { recursive: true, force: true });
    }
  });
});
