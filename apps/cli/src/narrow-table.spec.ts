import { describe, expect, it } from 'vitest';
import { narrowTable, tableWidth } from './narrow-table.ts';

describe('a narrow table', () => {
  it('leaves what fits as it is', () => {
    expect(narrowTable(['NAME', 'HOSTS'], [['a', 1]])).toEqual(['NAME  HOSTS', 'a         1']);
  });

  it('cuts the widest texts, whatever a program or a loader is called', () => {
    const rows = [
      ['p'.repeat(300), 'short', '\u001b[31m'.repeat(40), 123456],
      ['a', 'b', 'c', 1],
    ];
    const lines = narrowTable(['PROGRAM', 'TYPE', 'LOADER', 'HOSTS'], rows);
    expect(lines.every((line) => [...line].length <= tableWidth)).toBe(true);
    expect(lines[1]).toMatch(/^p+… {2}short {2}\?\[31m.*… {2}123456$/);
    expect(lines[2]).toMatch(/^a +b +c +1$/);
  });
});
