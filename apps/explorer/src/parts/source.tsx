import type { WindowAnswer } from '@kfunc-census/query';
import { answerPath } from '../api/paths.ts';
import { useSite } from '../site.tsx';
import { windowText } from '../view/format.ts';

/** The question behind the figures above it, as a link to the answer as it came. */
export function Source({ path }: { path: string }) {
  const { base } = useSite();
  return (
    <p class="source">
      <a href={new URL(answerPath(path), base).href}>
        <code>GET /{path}</code>
      </a>
    </p>
  );
}

/** Of whom and of which days an answer speaks, and which of the days are not final. */
export function FrameLine({
  organisation,
  window,
  rungs,
}: {
  organisation: string | null;
  window: WindowAnswer;
  rungs: readonly string[];
}) {
  const { open_days: open, reopened_days: reopened } = window;
  return (
    <p class="frame">
      {windowText(window)} · {organisation === null ? 'all organisations' : organisation} · use:{' '}
      {rungs.join(' or ')}
      {open.length === 0 ? null : (
        <span class="incomplete">
          {open.length === 1 ? 'incomplete day: ' : 'incomplete days: '}
          {open.length > 3 ? `${open.length}, ${open[0]} to ${open.at(-1)}` : open.join(', ')}
        </span>
      )}
      {reopened.length === 0 ? null : (
        <span class="incomplete">
          changed after they were complete: {reopened.map(({ day }) => day).join(', ')}
        </span>
      )}
    </p>
  );
}

/** How to read the figures. */
export const Notes = ({ notes }: { notes: readonly string[] }) => (
  <details class="notes">
    <summary>How to read these figures</summary>
    <ul>
      {notes.map((note) => (
        <li key={note}>{note}</li>
      ))}
    </ul>
  </details>
);
