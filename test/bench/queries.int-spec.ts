import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { clickHouseEngine } from '@kfunc-census/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { overBars, quantile } from './queries-measure.ts';

const engine = clickHouseEngine();

/** The bench over a small store in `store`; `bars` scales the bars. */
function bench(store: string, bars: string) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [fileURLToPath(new URL('./queries.bench.ts', import.meta.url))],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        QUERIES_STORE: store,
        QUERIES_HOSTS: '2000',
        QUERIES_DAYS: '7',
        QUERIES_TIMES: '1',
        QUERIES_LIST: '0',
        QUERIES_BARS: bars,
      },
    },
  );
  return { status, stdout, over: stderr.split('\n').filter((line) => line.startsWith('over')) };
}

describe('bars of questions', () => {
  const seen = { what: 'a question', cpu: [], memory: 0 };

  it('are judged by the 95th percentile', () => {
    const wall = [...Array.from({ length: 95 }, () => 1), 9, 9, 9, 9, 9];
    expect(quantile(wall, 0.95)).toBe(1);
    expect(overBars([{ ...seen, wall, bar: 2 }], 1)).toEqual([]);
    expect(overBars([{ ...seen, wall: [...wall, 9, 9], bar: 2 }], 1)).toHaveLength(1);
  });

  it('are missed by what has no answer', () => {
    expect(overBars([{ ...seen, wall: [], bar: 2 }], 1)).toHaveLength(1);
    expect(overBars([{ ...seen, wall: [] }], 1)).toEqual([]);
  });
});

describe.skipIf(engine.skip)(`the bench of questions on ${engine.title}`, () => {
  const store = mkdtempSync(join(tmpdir(), 'census-queries-'));
  afterAll(() => rmSync(store, { recursive: true, force: true }));

  it('ends well within the bars, and with 1 over them', { timeout: 600_000 }, () => {
    const within = bench(store, '1000');
    expect([within.status, within.over]).toEqual([0, []]);
    expect(within.stdout).not.toContain('no answer');
    const beyond = bench(store, '0.0001');
    expect([beyond.status, beyond.over.length]).toEqual([1, 5]);
  });
});
