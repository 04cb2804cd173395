import { isQuestion } from '../api/paths.ts';
import { Answer } from '../parts/answer-view.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Scroll } from '../parts/scroll.tsx';
import { useAnswer, useSite } from '../site.tsx';
import { visible } from '../view/format.ts';

/** The answer to one question as the API gave it, and how to ask it from elsewhere. */
export function AnswerPage() {
  const { base, query } = useSite();
  const of = query.get('of') ?? '';
  const valid = isQuestion(of, base);
  const asked = useAnswer<unknown>(valid ? of : undefined);
  const command = `curl -H "authorization: Bearer $TOKEN" '${new URL(valid ? of : '', base).href}'`;
  return (
    <>
      <h1>Answer of the API</h1>
      {valid ? (
        <>
          <p>
            <code>GET /{of}</code>
          </p>
          <p class="actions">
            <CopyButton text={command} label="Copy as a command" />
          </p>
          <Answer asked={asked} first>
            {(answer) => (
              <Scroll
                label="Answer"
                kind="json"
                text={visible(
                  typeof answer === 'string' ? answer : JSON.stringify(answer, null, 2),
                )}
              />
            )}
          </Answer>
        </>
      ) : (
        <p class="unknown">
          The address names no question to /v1. Figures of other pages link to theirs.
        </p>
      )}
    </>
  );
}
