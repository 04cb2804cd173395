import { describe, expect, it } from 'vitest';
import { expand, leftOvers, type Variables } from './expand.ts';

const range = { from: Date.UTC(2026, 0, 2, 3, 4, 5, 678), to: Date.UTC(2026, 0, 9) - 1 };
const variables: Variables = new Map([
  ['one', { kind: 'some', values: ["o'brien"], multi: false }],
  ['two', { kind: 'some', values: ['a', "b'c"], multi: true }],
  ['all', { kind: 'all', allValue: '', options: ['x', 'y'] }],
  ['any', { kind: 'all', allValue: "''", options: ['x', 'y'] }],
  ['none', { kind: 'some', values: [''], multi: false }],
]);
const sql = (text: string) => expand(text, range, variables);

describe('expand', () => {
  it('quotes values as Grafana does', () => {
    expect(sql('IN (${one:singlequote}) (${two:singlequote})')).toBe(
      "IN ('o\\'brien') ('a','b\\'c')",
    );
    expect(sql('${two} $one')).toBe("'a','b'c' o'brien");
  });

  it('takes the text that stands for All as it is, or else the whole list', () => {
    expect(sql('[${any:singlequote}] [${all:singlequote}]')).toBe("[''] ['x','y']");
  });

  it('expands $__conditionalAll before variables', () => {
    expect(sql('$__conditionalAll(x IN (${all:singlequote}), $all)')).toBe('1=1');
    expect(sql('$__conditionalAll(x = f(${one:singlequote}, 1), $one)')).toBe(
      "x = f('o\\'brien', 1)",
    );
    expect(sql('$__conditionalAll(x, $none) $__conditionalAll(x, $missing)')).toBe('1=1 1=1');
  });

  it('expands macros as the Go side does', () => {
    expect(sql('$__fromTime $__toTime')).toBe('toDateTime(1767323045) toDateTime(1767916799)');
    expect(sql('$__fromTime_ms')).toBe('fromUnixTimestamp64Milli(1767323045678)');
    expect(sql('$__dateFilter(day)')).toBe(
      "day >= toDate('2026-01-02') AND day <= toDate('2026-01-08')",
    );
    expect(sql('$__timeInterval(max(f(x)))')).toBe(
      'toStartOfInterval(toDateTime(max(f(x))), INTERVAL 86400 second)',
    );
    expect(sql('$__timeFilter(t)')).toContain('t >= toDateTime(1767323045) AND');
  });

  it('leaves what it does not know, and says so', () => {
    const text = sql('SELECT $__lttb(1, 2), ${unknown}, $other');
    expect(leftOvers(text)).toEqual(['$__lttb', '${unknown', '$other']);
    expect(leftOvers(sql('$__fromTime ${one:singlequote}'))).toEqual([]);
  });

  it('lets no variable and no macro of the browser into a rule', () => {
    const rule = expand('$__conditionalAll(1, $one) ${one}', range, variables, { alert: true });
    expect(leftOvers(rule)).toEqual(['$__conditionalAll', '$one', '${one']);
  });
});
