import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ascii, counted, field, item, mailWidth, percent, row, wrapped } from './text-lines.ts';

/** Any text, and what is known to be trouble. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(fc.constantFrom(' ', '\n', '\u202e', '\ud800', 'é', '<i>', 'From ', 'x'.repeat(80)), {
      maxLength: 12,
    })
    .map((parts) => parts.join('')),
);

describe('lines of a mail', () => {
  it('are ASCII of at most 72 columns, and begin with what is ours', () => {
    fc.assert(
      fc.property(text, (some) => {
        const all = [
          ...field('Label', some),
          ...item(some),
          ...row(some, ['1', '2', '3 of 4'], 'bound 5.0 %'),
          ...wrapped('Evidence of use: ', some, 2),
        ];
        for (const line of all) {
          expect(line).toMatch(/^[\x20-\x7e]{0,72}$/);
          expect(line).toMatch(/^(Label|Evidence of use:| {2}|$)/);
        }
      }),
    );
  });

  it('hold every character of a long name', () => {
    const name = 'abc'.repeat(100);
    expect(item(name).join('').replaceAll(' ', '')).toBe(name);
    expect(row(name, ['1'], '').join('').replaceAll(' ', '')).toBe(`${name}1`);
    expect(item(name)[0]).toHaveLength(mailWidth - 4);
  });

  it('break between words', () => {
    expect(field('Label', `${'word '.repeat(12)}end`)).toEqual([
      `Label             ${'word '.repeat(10)}word`,
      '                  word end',
    ]);
  });

  it('show what is not ASCII as a question mark', () => {
    expect(ascii('a\u001b[1mé\u202e\ud83d\ude00b')).toBe('a?[1m???b');
  });
});

describe('figures in words', () => {
  it('never show little as nothing, nor almost all as all', () => {
    expect([0, 0.0004, 0.0996, 0.9995, 1].map(percent)).toEqual([
      '0.0 %',
      '< 0.1 %',
      '10.0 %',
      '> 99.9 %',
      '100.0 %',
    ]);
  });

  it('are singular for one', () => {
    expect([0, 1, 2].map((count) => counted(count, 'host'))).toEqual([
      '0 hosts',
      '1 host',
      '2 hosts',
    ]);
  });
});
