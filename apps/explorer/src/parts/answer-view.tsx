import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { type Problem, wantsToken } from '../api/problem.ts';
import { type Asked, useSite } from '../site.tsx';
import { Text } from './text.tsx';

/** Asks for a token of the installation. */
function SignIn({ problem }: { problem: Problem }) {
  const { signIn, token } = useSite();
  const [typed, setTyped] = useState('');
  const submit = (event: Event): void => {
    event.preventDefault();
    signIn(typed.trim());
  };
  return (
    <form class="sign-in" onSubmit={submit}>
      <h2>A token, please</h2>
      <p>
        {token === ''
          ? 'Figures are for holders of a token of this installation.'
          : `The token was not taken: ${problem.detail}`}
      </p>
      <label>
        Token for reading
        <input
          type="password"
          autocomplete="off"
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
        />
      </label>
      <button type="submit" disabled={typed.trim() === ''}>
        Use it
      </button>
      <p class="aside">
        It stays in this tab and is in no address. After <code>npm start</code> it is the content of{' '}
        <code>read.token</code> in the state directory, of <code>demo.read.token</code> for the
        demo.
      </p>
    </form>
  );
}

/** Why there is no answer, and what to do. */
export function ProblemView({ problem }: { problem: Problem }) {
  const { again } = useSite();
  return (
    <div class="problem" role="alert">
      <p>
        <strong>
          <Text>{problem.title}</Text>
        </strong>
      </p>
      <p>
        <Text>{problem.detail}</Text>
      </p>
      <p>
        What to do: <Text>{problem.fix}</Text>
      </p>
      <p class="aside">
        <code>{problem.code}</code>{' '}
        <button type="button" class="quiet" onClick={again}>
          Ask again
        </button>
      </p>
    </div>
  );
}

/**
 * Shows an answer once it is there; the last one, dimmed, while the next is on its way. `first`: this
 * part asks for a token when one is wanted; others then wait for it.
 */
export function Answer<T>({
  asked,
  first = false,
  children,
}: {
  asked: Asked<T>;
  first?: boolean;
  children: (answer: T) => ComponentChildren;
}) {
  const { outcome, waiting } = asked;
  if (outcome === undefined)
    return waiting ? (
      <p class="waiting" role="status">
        Asking …
      </p>
    ) : null;
  if (outcome.kind === 'answer')
    return <div class={waiting ? 'stale' : undefined}>{children(outcome.answer)}</div>;
  if (!wantsToken(outcome.problem)) return <ProblemView problem={outcome.problem} />;
  return first ? <SignIn problem={outcome.problem} /> : null;
}
