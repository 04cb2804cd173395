import type { WindowAnswer } from '@kfunc-census/query';
import { paths } from '../../api/paths.ts';
import { Answer } from '../../parts/answer-view.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { Scroll } from '../../parts/scroll.tsx';
import { Source } from '../../parts/source.tsx';
import { kfuncPath, withQuery } from '../../route.ts';
import { useAnswer, useSite, useSpan } from '../../site.tsx';
import { visible } from '../../view/format.ts';

/** The block of text for a mail, which ends with its hash, and the address under which it is found again. */
export function Evidence({ name, window }: { name: string; window: WindowAnswer }) {
  const { base } = useSite();
  // Days by date: the same address means the same days tomorrow.
  const span = { ...useSpan(), days: String(window.days), until: window.to };
  const path = paths.evidence(name, span);
  const text = useAnswer<string>(path);
  const link = `${new URL(withQuery(kfuncPath(name), span), base).href}#evidence`;
  return (
    <section id="evidence" aria-labelledby="evidence-title">
      <h2 id="evidence-title">Evidence block</h2>
      <Answer asked={text}>
        {(block) => (
          <>
            <p class="actions">
              <CopyButton text={block} label="Copy evidence block" />
              <CopyButton text={link} label="Copy link" />
              <a href={link}>Permanent link</a>
            </p>
            <Scroll label="Evidence block" kind="evidence" text={visible(block)} />
            <p class="aside">
              {window.complete
                ? 'Every day of it is complete: the same question gives the same block, to its hash.'
                : 'It holds days that are not complete: the same question can give other figures later.'}
            </p>
            <Source path={path} />
          </>
        )}
      </Answer>
    </section>
  );
}
