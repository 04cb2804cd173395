import { safe } from '@kfunc-census/terminal';

/** Columns of a line of a mail that survive being quoted. */
export const mailWidth = 72;
const labelWidth = 18;

/**
 * A text of plain ASCII. Names come from programs and people: control characters, characters that
 * turn the direction of writing, and all others that are not ASCII are shown as `?`.
 */
export const ascii = (text: string): string => safe(text).replace(/[^\x20-\x7e]/gu, '?');

/** Words of a text; those that are longer than a line are cut. */
function wordsOf(text: string, width: number): readonly string[] {
  return ascii(text)
    .split(/ +/)
    .flatMap((word) => word.match(new RegExp(`.{1,${width}}`, 'g')) ?? []);
}

/**
 * A text as lines of at most `mailWidth` columns: `first` starts the first one, the others are
 * indented by `rest` columns. `first` is trusted, the text is not.
 */
export function wrapped(first: string, text: string, rest: number): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of wordsOf(text, mailWidth - Math.max(rest, first.length))) {
    if (!isEmpty && line.length + 1 + word.length > mailWidth) {
      lines.push(line);
      line = ' '.repeat(rest);
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line.trimEnd()];
}

/** A fact under its label. */
export function field(label: string, text: string): readonly string[] {
  return wrapped(label.padEnd(labelWidth), text, labelWidth);
}

/** An item of a list. */
export function item(text: string): readonly string[] {
  return wrapped('  ', text, 6);
}

const nameWidth = 16;
const cellWidths = [8, 8, 12] as const;

/**
 * A row of figures: a name, three figures to the right, and a remark of at most 22 columns. A name
 * that is too long for its column stands above, on lines of its own.
 */
export function row(name: string, cells: readonly string[], remark: string): readonly string[] {
  const shown = ascii(name);
  const fits = shown.length <= nameWidth;
  const figures = cells.map((cell, at) => cell.padStart(cellWidths[at] ?? 0)).join('');
  const line = `  ${(fits ? shown : '').padEnd(nameWidth)}${figures}  ${remark}`.trimEnd();
  return fits ? [line] : [...wrapped('  ', name, 4), line];
}

/** `1 host`, `2 hosts`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A share in percent with one digit; what is not quite nothing or all is not shown as it. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %';
  if (share < 1 && share > 0.999) return '> 99.9 %';
  return `${(share * 100).toFixed(1)} %`;
}
