/** One hunk of a unified diff as the file had it and has it: context in both, `changed` lines in one. */
export interface Hunk {
  /** What git repeats behind `@@`: a line above the hunk, often the head of the function. */
  readonly heading: string;
  readonly before: readonly PatchLine[];
  readonly after: readonly PatchLine[];
}

/** A line without its mark. */
export interface PatchLine {
  readonly text: string;
  readonly changed: boolean;
}

const hunkHead = /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@ ?(.*)$/;

/**
 * The hunks of a unified diff, in order. By the numbers of their heads, so that a removed line `-- a` is
 * no head of a file; a hunk that is cut short ends where its lines do. What is no hunk is passed over:
 * mail headers, text, combined diffs. Time by the length of the text.
 */
export function hunksOf(diff: string): readonly Hunk[] {
  const hunks: Hunk[] = [];
  const lines = diff.split('\n');
  for (let at = 0; at < lines.length; ) {
    const head = hunkHead.exec(lineAt(lines, at));
    at += 1;
    if (head === null) continue;
    const hunk = { heading: head[3] ?? '', before: [], after: [] };
    const numbers = [head[1], head[2]].map((number) => Number(number ?? 1));
    at = readHunk(lines, at, hunk, numbers);
    hunks.push(hunk);
  }
  return hunks;
}

/** Reads the lines of a hunk from `start` and returns where they end. */
function readHunk(
  lines: readonly string[],
  start: number,
  { before, after }: { readonly before: PatchLine[]; readonly after: PatchLine[] },
  [old = 0, now = 0]: readonly number[],
): number {
  let at = start;
  for (; at < lines.length && (before.length < old || after.length < now); at += 1) {
    const line = lineAt(lines, at);
    const mark = line.slice(0, 1);
    const text = line.slice(1);
    if (mark === '-') before.push({ text, changed: true });
    else if (mark === '+') after.push({ text, changed: true });
    // Mailers strip the blank of an empty line of context.
    else if (mark === ' ' || mark === '') {
      before.push({ text, changed: false });
      after.push({ text, changed: false });
    } else if (mark !== '\\') break;
  }
  return at;
}

function lineAt(lines: readonly string[], at: number): string {
  const line = lines[at] ?? '';
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
