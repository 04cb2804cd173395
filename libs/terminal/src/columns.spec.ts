import { describe, expect, it } from 'vitest';
import { columns, safe } from './index.ts';

describe('columns', () => {
  it('aligns texts to the left and numbers to the right', () => {
    expect(
      columns(
        ['kfunc', 'hosts'],
        [
          ['a', 5],
          ['bpf_b', 12],
        ],
      ),
    ).toEqual(['kfunc  hosts', 'a          5', 'bpf_b     12']);
  });

  it('keeps a row on one line, whatever a program is called', () => {
    const [, row] = columns(['name'], [['evil\u001b[2J\nrow']]);
    expect(row).toBe('evil?[2J?row');
  });
});

describe('safe', () => {
  it.each(['\u0000', '\u009b', '\u202e', '\u200b', '\r', '\u007f'])('takes out %j', (character) => {
    expect(safe(`a${character}b`)).toBe('a?b');
  });

  it('leaves other texts alone', () => expect(safe('bpf_é — ✓')).toBe('bpf_é — ✓'));
});
