import {
  catalogueKfunc,
  catalogueLine,
  collect,
  createUsageOracle,
  hostLine,
  setLine,
} from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import { createQueries } from '../create-queries.ts';
import { questionLimits } from '../questions.ts';

const scope = { organisation: 'org-a' };
const clock = { now: () => Date.UTC(2026, 2, 10, 18) };

/** One host whose kernel offers so many kfuncs, used by none. */
function offering(count: number) {
  const names = Array.from({ length: count }, (_, at) => `bpf_${String(at).padStart(5, '0')}`);
  const catalogue = catalogueLine({ kfuncs: names.map((name) => catalogueKfunc(name)) });
  const idle = setLine({ programs: [] });
  const host = hostLine({ set: idle.set, catalogues: [catalogue.catalogue] });
  return createUsageOracle({ catalogues: [catalogue], sets: [idle], hosts: [host] });
}

/** A reader whose every list has a kfunc more than the one before. */
function growing(count: number) {
  const reader = offering(count);
  const asked = { lists: 0, populations: 0 };
  return {
    asked,
    reader: {
      ...reader,
      kfuncs: async (...of: Parameters<typeof reader.kfuncs>) => {
        const [first, ...rest] = await reader.kfuncs(...of);
        if (first === undefined) return [];
        asked.lists += 1;
        const more = Array.from({ length: asked.lists }, (_, at) => ({
          ...first,
          name: `bpf_more_${at}`,
        }));
        return [first, ...rest, ...more];
      },
      population: async (...of: Parameters<typeof reader.population>) => {
        asked.populations += 1;
        return await reader.population(...of);
      },
    },
  };
}

describe('an export of more kfuncs than a list shows at once', () => {
  it('is of one reading, whatever hosts report meanwhile', async () => {
    const count = questionLimits.rows + 1;
    const { reader, asked } = growing(count);
    const { chunks } = await createQueries({ reader, clock }).export(scope, { format: 'ndjson' });
    const lines = Buffer.concat(await collect(chunks))
      .toString()
      .trimEnd()
      .split('\n');
    const names = lines.map((line) => (JSON.parse(line) as { kfunc: string }).kfunc);
    expect(names).toHaveLength(count + 1);
    expect(new Set(names).size).toBe(count + 1);
    expect(names.at(-1)).toBe('bpf_more_0');
    expect(asked).toEqual({ lists: 1, populations: 1 });
  });
});
