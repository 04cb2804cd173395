import type { StatementListAnswer } from '@kfunc-census/query';
import { paths } from '../../api/paths.ts';
import { Answer } from '../../parts/answer-view.tsx';
import { Source } from '../../parts/source.tsx';
import { Text, Unknown } from '../../parts/text.tsx';
import { useAnswer, useSpan } from '../../site.tsx';

/** What users told of it of their own accord, in their words. */
export function Statements({ name }: { name: string }) {
  const path = paths.statements(name, useSpan());
  const asked = useAnswer<StatementListAnswer>(path);
  return (
    <section id="statements" aria-labelledby="statements-title">
      <h2 id="statements-title">Statements of use</h2>
      <Answer asked={asked}>
        {({ statements }) => (
          <>
            {statements.length === 0 ? (
              <p class="unknown">
                None on file: nobody has told how and why it is used. This says nothing of whether
                it is.
              </p>
            ) : null}
            {statements.map(({ id, version, who, how, why, contact, published }) => (
              <article key={`${id} ${version}`} class="statement">
                <h3>
                  <Text>{who}</Text>
                </h3>
                <p>
                  How: <Text>{how}</Text>
                </p>
                <p>
                  Why: <Text>{why}</Text>
                </p>
                <p class="aside">
                  Contact:{' '}
                  {contact === null ? <Unknown>not given</Unknown> : <Text>{contact}</Text>} ·
                  published {published ?? 'on a day that is not known'}.
                </p>
              </article>
            ))}
            <Source path={path} />
          </>
        )}
      </Answer>
    </section>
  );
}
