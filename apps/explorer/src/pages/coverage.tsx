import type {
  CoverageAnswer,
  DayListAnswer,
  DayStateAnswer,
  KernelListAnswer,
} from '@kfunc-census/query';
import { paths } from '../api/paths.ts';
import { Answer } from '../parts/answer-view.tsx';
import { KernelTable } from '../parts/kernel-table.tsx';
import { PopulationView } from '../parts/population.tsx';
import { FrameLine, Notes, Source } from '../parts/source.tsx';
import { SpanForm } from '../parts/span-form.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { useAnswer, useSpan } from '../site.tsx';

const states = {
  complete: 'complete',
  open: 'over, and not everything accepted is known to be stored',
  today: 'today: not over',
} as const;

const dayColumns: readonly Column<DayStateAnswer>[] = [
  { title: 'UTC day', cell: ({ day }) => day },
  { title: 'State', cell: ({ state }) => states[state] },
  {
    title: 'Version',
    figure: true,
    cell: ({ version }) => (version === 1 ? '1' : `${version}, changed by late replays`),
  },
];

function Days() {
  const path = paths.days(useSpan());
  const asked = useAnswer<DayListAnswer>(path);
  return (
    <section aria-labelledby="days-title">
      <h2 id="days-title">Days</h2>
      <Answer asked={asked}>
        {({ days }) => {
          const open = days.filter(({ state }) => state !== 'complete');
          return (
            <>
              <p>
                {days.length - open.length} of {days.length} days are complete
                {open.length === 0 ? '' : `; incomplete: ${open.map(({ day }) => day).join(', ')}`}.
              </p>
              <div class="days" aria-hidden="true">
                {days.map(({ day, state }) => (
                  <span key={day} class={state} title={`${day}: ${states[state]}`} />
                ))}
              </div>
              <details>
                <summary>Day by day</summary>
                <Table
                  caption="Days and their state"
                  columns={dayColumns}
                  rows={days}
                  keyOf={({ day }) => day}
                />
              </details>
              <Source path={path} />
            </>
          );
        }}
      </Answer>
    </section>
  );
}

function Kernels() {
  const path = paths.kernels(useSpan());
  const asked = useAnswer<KernelListAnswer>(path);
  return (
    <section aria-labelledby="kernels-title">
      <h2 id="kernels-title">Kernels</h2>
      <p class="aside">Of all that is stored, of any day.</p>
      <Answer asked={asked}>
        {({ kernels }) => (
          <>
            <KernelTable kernels={kernels} />
            <Source path={path} />
          </>
        )}
      </Answer>
    </section>
  );
}

/** Who reports, from which kernels, and what could not be seen. */
export function CoveragePage() {
  const path = paths.coverage(useSpan());
  const asked = useAnswer<CoverageAnswer>(path);
  return (
    <>
      <h1>Coverage</h1>
      <p class="lead">
        Who reported, and what could not be seen. Loss is counted by reason, and is no zero.
      </p>
      <SpanForm />
      <Answer asked={asked} first>
        {(answer) => (
          <>
            <FrameLine {...answer} rungs={answer.use_rungs} />
            <PopulationView population={answer.population} />
            <Source path={path} />
            <Days />
            <Kernels />
            <Notes notes={answer.notes} />
          </>
        )}
      </Answer>
    </>
  );
}
