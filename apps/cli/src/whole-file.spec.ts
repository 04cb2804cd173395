import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeWhole } from './whole-file.ts';

async function* chunks(...parts: readonly (string | RangeError)[]): AsyncIterable<Uint8Array> {
  for (const part of parts) {
    if (part instanceof RangeError) throw part;
    yield Buffer.from(part);
  }
}

describe('writeWhole', () => {
  const directory = mkdtempSync(join(tmpdir(), 'census-whole-'));
  const path = join(directory, 'table.csv');
  afterAll(() => rmSync(directory, { recursive: true }));

  it('writes all of it, over what was there', async () => {
    writeFileSync(path, 'before');
    expect(await writeWhole(path, chunks('a', 'bc'))).toBe(3);
    expect(readFileSync(path, 'utf8')).toBe('abc');
  });

  it('leaves what was there, and nothing else, when the chunks end with an error', async () => {
    const cut = new RangeError('cut');
    await expect(writeWhole(path, chunks('new', cut))).rejects.toBe(cut);
    expect([readFileSync(path, 'utf8'), readdirSync(directory)]).toEqual(['abc', ['table.csv']]);
  });

  it('names a file that cannot be written, and asks for nothing then', async () => {
    const asked = chunks(new RangeError('asked'));
    for (const where of [join(directory, 'none', 'x.csv')])
      await expect(writeWhole(where, asked)).rejects.toMatchObject({
        code: 'cli/usage',
        field: 'output',
        message: expect.stringContaining(where),
      });
    await expect(writeWhole(directory, chunks('a'))).rejects.toMatchObject({ field: 'output' });
    expect(readdirSync(directory)).toEqual(['table.csv']);
  });
});
