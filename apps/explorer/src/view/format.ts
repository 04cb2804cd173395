const grouped = new Intl.NumberFormat('en-GB');

/** A count with its thousands apart: `1,000,000`. */
export const count = (value: number): string => grouped.format(value);

/** A count and what is counted, as `1 host` or `2 hosts`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** A share from 0 to 1 as per cent with one decimal; what is neither 0 nor 1 is not rounded to them. */
export function percent(share: number): string {
  if (share > 0 && share < 0.0005) return '< 0.1\u00a0%';
  if (share < 1 && share > 0.9995) return '> 99.9\u00a0%';
  return `${(share * 100).toFixed(1)}\u00a0%`;
}

/** Controls of text and of its direction, which would not show, or would turn what stands around. */
const unseen = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** A text that a host or a person sent, with what cannot be seen in it written out: `\u{202e}`. */
export const visible = (text: string): string =>
  text.replace(unseen, (found) =>
    found === '\n' ? found : `\\u{${(found.codePointAt(0) ?? 0).toString(16)}}`,
  );

/** The days of a window: `2026-01-05 to 2026-02-01, 28 UTC days`. */
export const windowText = (window: { from: string; to: string; days: number }): string =>
  `${window.from} to ${window.to}, ${counted(window.days, 'UTC day')}`;
