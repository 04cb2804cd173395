import type { ForecastAnswer, ForecastRequest } from '@kfunc-census/query';
import { CopyButton } from '../parts/copy-button.tsx';
import { FrameLine, Notes } from '../parts/source.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Text, Unknown } from '../parts/text.tsx';
import { kfuncPath } from '../route.ts';
import { useHref, useSite } from '../site.tsx';
import { count, counted } from '../view/format.ts';

type Class = ForecastAnswer['classes'][number];
type Member = Class['members'][number];

/** Outcomes in words. */
const outcomes: Readonly<Record<Class['outcome'], string>> = {
  'does-not-link': 'Does not link',
  'takes-fallback': 'Takes its fallback',
  'cannot-tell': 'Cannot be told',
  links: 'Links; whether it loads is not predicted',
};

const columns: readonly Column<Member>[] = [
  {
    title: 'Programs',
    cell: ({ programs, programs_truncated }) => (
      <>
        {programs.map(({ program, name, type, loader }, index) => (
          <div key={`${program} ${index}`}>
            <Text>{name === '' ? 'without name' : name}</Text> <span class="note">{type}</span>{' '}
            {loader === null ? <Unknown>unknown loader</Unknown> : <Text>{loader}</Text>}
          </div>
        ))}
        {programs.length === 0 ? (
          <Unknown>an object without a program that is known</Unknown>
        ) : null}
        {programs_truncated ? 'and more' : null}
      </>
    ),
  },
  {
    title: 'Because of',
    cell: ({ externs }) =>
      externs.map(({ name, unresolved, fallback, untold }) => (
        <div key={name}>
          <Text>{name}</Text>{' '}
          <span class="note">
            {[unresolved, fallback === null ? null : `fallback ${fallback}`, untold]
              .filter((text) => text !== null)
              .join(', ')}
          </span>
        </div>
      )),
  },
];

const whyColumn: Column<Member> = {
  title: 'Why it cannot be told',
  cell: ({ reasons }) => reasons.join(', '),
};

function Outcome({ outcome }: { outcome: Class }) {
  const { reach, members, objects, programs_without_object: bare, members_truncated } = outcome;
  const title = outcomes[outcome.outcome];
  const empty = objects + bare === 0;
  return (
    <section class={`outcome ${outcome.outcome}`}>
      <h3>{title}</h3>
      <p class="value">
        {reach === null ? (
          <Unknown>more than one question can count</Unknown>
        ) : (
          `${counted(reach.programs, 'program')} on ${counted(reach.hosts, 'host')} of ${counted(reach.organisations, 'organisation')}`
        )}
      </p>
      <p class="aside">
        {counted(objects, 'object')}, {counted(bare, 'program')} without a known object
        {reach === null ? '' : `; ${counted(reach.loaders, 'known loader')}`}
      </p>
      {empty ? null : (
        <details open={outcome.outcome !== 'links'}>
          <summary>Programs</summary>
          <Table
            caption={title}
            columns={outcome.outcome === 'cannot-tell' ? [...columns, whyColumn] : columns}
            rows={members}
            keyOf={({ object }, index) => `${object ?? ''} ${index}`}
          />
          {members_truncated ? <p class="aside">More are not listed.</p> : null}
        </details>
      )}
    </section>
  );
}

/** What a forecast came to. */
export function Forecast({
  answer,
  path,
  request,
}: {
  answer: ForecastAnswer;
  path: string;
  request: ForecastRequest;
}) {
  const href = useHref();
  const { base } = useSite();
  const { kfuncs, question, population } = answer;
  const body = JSON.stringify(request).replaceAll("'", "'\\''");
  const command = `curl -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '${body}' '${new URL(path, base).href}'`;
  return (
    <section aria-labelledby="forecast-title">
      <h2 id="forecast-title">What becomes of the loaded programs</h2>
      <FrameLine {...answer} rungs={answer.use_rungs} />
      <p>
        Of {counted(population.reporting, 'reporting host')}, {count(population.complete)}{' '}
        completely covered.
        {answer.all_objects ? '' : ' Not every object was looked at: all counts are of a part.'}
      </p>
      {question.patch === null ? null : (
        <p>
          The patch removes {counted(question.patch.removed.length, 'kfunc')}, changes the signature
          of {question.patch.signature_changed.length}, adds {question.patch.added.length}, and
          mentions {question.patch.mentioned.length}.
        </p>
      )}
      {kfuncs.length === 0 ? (
        <p>No kfunc goes.</p>
      ) : (
        <ul>
          {kfuncs.map(({ name, successors }) => (
            <li key={name}>
              <a class="name" href={href(kfuncPath(name))}>
                <Text>{name}</Text>
              </a>{' '}
              goes or does not link
              {successors.length === 0
                ? '; no successor is on record'
                : `; called instead: ${successors.map((each) => `${each.name} since ${each.version}`).join(', ')}`}
            </li>
          ))}
        </ul>
      )}
      <div class="outcomes">
        {answer.classes.map((each) => (
          <Outcome key={each.outcome} outcome={each} />
        ))}
      </div>
      <p class="aside">{answer.limits}</p>
      <p class="source">
        <code>POST /{path}</code> <CopyButton text={command} label="Copy as a command" />
      </p>
      <Notes notes={answer.notes} />
    </section>
  );
}
