import type {
  PublicKfunc,
  PublicPart,
  PublicWeek,
  PublicWeekListAnswer,
  UseBounds,
} from '@kfunc-census/query';
import { paths } from '../api/paths.ts';
import { Answer } from '../parts/answer-view.tsx';
import { Bar } from '../parts/bars.tsx';
import { Notes, Source } from '../parts/source.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Text } from '../parts/text.tsx';
import { useAnswer, useSite } from '../site.tsx';
import { boundsText, publishedShare } from '../view/bounds.ts';
import { counted } from '../view/format.ts';

/** n of N as it is published: a bar only where both are told. */
function Published({ use }: { use: UseBounds }) {
  const { text, ratio, note } = publishedShare(use);
  if (ratio === null)
    return (
      <span class="withheld">
        {text} <span class="note">{note}</span>
      </span>
    );
  return (
    <span class="share">
      <Bar ratio={ratio} />
      <span class="figure">{text}</span> <span class="note">{note}</span>
    </span>
  );
}

const dimensions = [
  ['line', 'By kernel line'],
  ['distro', 'By distribution'],
  ['arch', 'By architecture'],
] as const;

const states = {
  published: '',
  'users-withheld': 'Users are withheld.',
  withheld: 'Withheld: a small number could be calculated from it.',
} as const;

const partColumns: readonly Column<PublicPart>[] = [
  { title: 'Value', cell: ({ value }) => <Text>{value}</Text> },
  { title: 'Users of exposed hosts', cell: (part) => <Published use={part} /> },
];

function Parts({ by, name }: { by: PublicKfunc['by']; name: string }) {
  if (by === null) return <span class="note">no use seen</span>;
  return (
    <details>
      <summary>Parts</summary>
      {dimensions.map(([dimension, title]) => {
        const { state, parts } = by[dimension];
        return (
          <div key={dimension}>
            <strong>{title}</strong>
            {state === 'published' ? null : <p class="withheld">{states[state]}</p>}
            {state === 'withheld' ? null : (
              <Table
                caption={`${name} ${title.toLowerCase()}`}
                columns={partColumns}
                rows={parts}
                keyOf={({ value }) => value}
              />
            )}
          </div>
        );
      })}
    </details>
  );
}

const columns: readonly Column<PublicKfunc>[] = [
  {
    title: 'Kfunc',
    cell: ({ name, module }) => (
      <>
        <span class="name">
          <Text>{name}</Text>
        </span>
        {module === 'vmlinux' ? null : <span class="aside"> {module}</span>}
      </>
    ),
  },
  { title: 'Users of exposed hosts', cell: ({ hosts }) => <Published use={hosts} /> },
  { title: 'Organisations', cell: ({ organisations }) => <Published use={organisations} /> },
  { title: 'Parts', cell: ({ by, name }) => <Parts by={by} name={name} /> },
];

function Week({ week }: { week: string }) {
  const path = paths.week(week);
  const asked = useAnswer<PublicWeek>(path);
  return (
    <section aria-labelledby="week-title">
      <h2 id="week-title">{week}</h2>
      <Answer asked={asked}>
        {(answer) => (
          <>
            <p class="frame">
              {answer.from} to {answer.to} · {counted(answer.organisations, 'organisation')} · built{' '}
              {answer.built_at}
            </p>
            <p>
              Reporting hosts: {boundsText(answer.hosts.reporting)}; completely covered:{' '}
              {boundsText(answer.hosts.complete)}; silent: {boundsText(answer.hosts.silent)}. Kfuncs
              withheld by name: {answer.kfuncs_withheld}.
            </p>
            <Table
              caption="Kfuncs in the published week"
              columns={columns}
              rows={answer.kfuncs}
              keyOf={({ name, module }) => `${name} ${module}`}
            />
            <Source path={path} />
            <Notes notes={answer.notes} />
          </>
        )}
      </Answer>
    </section>
  );
}

function Choose({ weeks }: PublicWeekListAnswer) {
  const { query, set } = useSite();
  const [newest] = weeks;
  if (newest === undefined) return <p class="unknown">No week was published yet.</p>;
  const week = query.get('week') ?? newest.week;
  return (
    <>
      <form class="filters" onSubmit={(event) => event.preventDefault()}>
        <label>
          Week
          <select value={week} onChange={(event) => set({ week: event.currentTarget.value }, true)}>
            {weeks.map((each) => (
              <option key={each.week}>{each.week}</option>
            ))}
          </select>
        </label>
      </form>
      <Week week={week} />
    </>
  );
}

/** What callers outside an organisation see: whole weeks, built once, without small numbers. */
export function WeeksPage() {
  const path = paths.weeks();
  const asked = useAnswer<PublicWeekListAnswer>(path);
  return (
    <>
      <h1>Published weeks</h1>
      <p class="lead">
        Use over all organisations, for whoever may read what is public. Small numbers are withheld,
        which is no zero.
      </p>
      <Answer asked={asked} first>
        {(answer) => (
          <>
            <Choose {...answer} />
            <Source path={path} />
          </>
        )}
      </Answer>
    </>
  );
}
