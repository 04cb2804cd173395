import type { KfuncListAnswer, ListedKfunc } from '@kfunc-census/query';
import { useMemo } from 'preact/hooks';
import { paths } from '../api/paths.ts';
import { kfuncSets } from '../lifecycle-constants.ts';
import { Answer } from '../parts/answer-view.tsx';
import { HostShare, OrganisationShare } from '../parts/bars.tsx';
import { Sparkline } from '../parts/chart.tsx';
import { KfuncFilters } from '../parts/kfunc-filters.tsx';
import { FrameLine, Notes, Source } from '../parts/source.tsx';
import { SpanForm } from '../parts/span-form.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Text } from '../parts/text.tsx';
import { kfuncPath } from '../route.ts';
import { useAnswer, useHref, useSite, useSpan } from '../site.tsx';
import { count, counted } from '../view/format.ts';
import { filterOf, rowsOf, useOf } from '../view/kfunc-rows.ts';
import { type ChartDay, readSeries } from '../view/series.ts';

/** How the lifecycle data has a name, where it says more than that it is there. */
function Standing({ row }: { row: ListedKfunc }) {
  const { lifecycle } = row;
  if (lifecycle === null || lifecycle.status === 'present') return null;
  const { status, since, to } = lifecycle;
  const text = since === null ? status : `${status} in ${since}`;
  return (
    <span class={`tag ${status}`}>{to.length === 0 ? text : `${text} → ${to.join(', ')}`}</span>
  );
}

function Name({ row }: { row: ListedKfunc }) {
  const href = useHref();
  return (
    <>
      <a class="name" href={href(kfuncPath(row.name))}>
        <Text>{row.name}</Text>
      </a>{' '}
      <Standing row={row} />
      {row.module === 'vmlinux' ? null : (
        <span class="aside">
          {' '}
          {row.module === '' ? 'in no catalogue' : <Text>{row.module}</Text>}
        </span>
      )}
    </>
  );
}

function Hosts({ row }: { row: ListedKfunc }) {
  return (
    <>
      <HostShare hosts={row.hosts} notObservable={row.not_observable} />
      {row.users_not_covered === 0 ? null : (
        <span class="note"> +{row.users_not_covered} not covered</span>
      )}
    </>
  );
}

function Trend({
  row,
  series,
}: {
  row: ListedKfunc;
  series: ReadonlyMap<string, readonly ChartDay[]> | undefined;
}) {
  if (useOf(row) !== 'used') return <span class="note">no use seen</span>;
  const days = series?.get(`${row.name} ${row.module}`);
  return days === undefined ? <span class="waiting">…</span> : <Sparkline days={days} />;
}

/** Hosts up to which the days of every kfunc are asked for unasked: the question takes all of them. */
const trendHosts = 20_000;

/** Asks for the days of every kfunc, where that is too much to do it unasked. */
function TrendLink({ hosts }: { hosts: number }) {
  const { query } = useSite();
  const href = useHref();
  return (
    <p class="aside">
      Day by day is not asked for of {count(hosts)} hosts unless you want it:{' '}
      <a href={href('', { ...Object.fromEntries(query), trend: 'all' })}>show it</a>.
    </p>
  );
}

function List({ answer }: { answer: KfuncListAnswer }) {
  const { query } = useSite();
  const hosts = answer.population.reporting;
  const wanted = hosts <= trendHosts || query.get('trend') === 'all';
  const question = paths.allSeries(useSpan());
  const asked = useAnswer<string>(wanted ? question : undefined);
  const ndjson = asked.outcome?.kind === 'answer' ? asked.outcome.answer : undefined;
  const series = useMemo(() => (ndjson === undefined ? undefined : readSeries(ndjson)), [ndjson]);
  const rows = rowsOf(answer, filterOf(query), kfuncSets);
  const cell = (row: ListedKfunc) => <Trend row={row} series={series} />;
  const columns: readonly Column<ListedKfunc>[] = [
    { title: 'Kfunc', cell: (row) => <Name row={row} /> },
    { title: 'Users of exposed hosts', cell: (row) => <Hosts row={row} /> },
    { title: 'Organisations', cell: (row) => <OrganisationShare share={row.organisations} /> },
    ...(wanted ? [{ title: 'Day by day', cell }] : []),
  ];
  const { matching } = answer;
  return (
    <>
      <KfuncFilters answer={answer} />
      <p class="aside" role="status">
        {rows.length} of {counted(answer.kfuncs.length, 'kfunc')} shown
        {matching > answer.kfuncs.length
          ? `; ${matching} match, the rest is not in this answer`
          : ''}
        . Lifecycle as of {answer.lifecycle_line}.
      </p>
      {wanted ? null : <TrendLink hosts={hosts} />}
      <Table
        caption="Kfuncs with their users"
        columns={columns}
        rows={rows}
        keyOf={({ name, module }) => `${name} ${module}`}
        none={
          answer.kfuncs.length === 0
            ? 'No report has arrived yet, so nothing is known of any kfunc. `npm run -s agent -- run` sends one.'
            : 'No kfunc matches.'
        }
      />
      <Notes notes={answer.notes} />
    </>
  );
}

/** Every kfunc in reach, with who uses it. */
export function KfuncsPage() {
  const span = useSpan();
  const path = paths.kfuncs(span);
  const asked = useAnswer<KfuncListAnswer>(path);
  return (
    <>
      <h1>Kfuncs</h1>
      <p class="lead">
        Kernel functions that BPF programs call: on how many of the hosts that could, loaded
        programs do.
      </p>
      <SpanForm />
      <Answer asked={asked} first>
        {(answer) => (
          <>
            <FrameLine {...answer} rungs={answer.use_rungs} />
            <List answer={answer} />
            <Source path={path} />
          </>
        )}
      </Answer>
    </>
  );
}
