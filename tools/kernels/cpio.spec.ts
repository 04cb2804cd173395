import { describe, expect, it } from 'vitest';
import { cpioArchive } from './cpio.ts';

/** Reads names, modes and bytes back, by the format's own lengths. */
function entries(archive: Uint8Array): { path: string; mode: number; text: string }[] {
  const bytes = Buffer.from(archive);
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const number = (index: number): number =>
      Number.parseInt(bytes.toString('latin1', at + 6 + index * 8, at + 14 + index * 8), 16);
    const [mode, size, nameSize] = [number(1), number(6), number(11)];
    expect(bytes.toString('latin1', at, at + 6)).toBe('070701');
    const data = (at + 110 + nameSize + 3) & ~3;
    const path = bytes.toString('latin1', at + 110, at + 110 + nameSize - 1);
    found.push({ path, mode, text: bytes.toString('latin1', data, data + size) });
    at = (data + size + 3) & ~3;
  }
  return found;
}

describe('cpioArchive', () => {
  it('holds folders before their files, and ends with the trailer', () => {
    const archive = cpioArchive([
      { path: 'init', bytes: Buffer.from('#!x'), executable: true },
      { path: 'a/b/c', bytes: Buffer.from('12345') },
      { path: 'a/d', bytes: Buffer.alloc(0) },
    ]);
    expect(entries(archive)).toEqual([
      { path: 'a', mode: 0o040755, text: '' },
      { path: 'a/b', mode: 0o040755, text: '' },
      { path: 'init', mode: 0o100755, text: '#!x' },
      { path: 'a/b/c', mode: 0o100644, text: '12345' },
      { path: 'a/d', mode: 0o100644, text: '' },
      { path: 'TRAILER!!!', mode: 0, text: '' },
    ]);
  });
});
