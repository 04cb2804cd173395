import type { FamilyAnswer, FamilyMember, FamilyMigration } from '@kfunc-census/query';
import { paths } from '../../api/paths.ts';
import { Answer } from '../../parts/answer-view.tsx';
import { HostShare, OrganisationShare } from '../../parts/bars.tsx';
import { Chart } from '../../parts/chart.tsx';
import { Source } from '../../parts/source.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { Text, Unknown } from '../../parts/text.tsx';
import { kfuncPath } from '../../route.ts';
import { useAnswer, useHref, useSpan } from '../../site.tsx';
import { count } from '../../view/format.ts';

const classes = [
  ['old-only', 'old names only'],
  ['both', 'both'],
  ['new-only', 'new names only'],
  ['unknown', 'unknown'],
] as const;

function Members({ members }: { members: readonly FamilyMember[] }) {
  const href = useHref();
  const rows = members.flatMap(({ name, kfuncs }) => {
    const offered = kfuncs.filter(({ module }) => module !== '');
    return (offered.length === 0 ? [undefined] : offered).map((kfunc) => ({ name, kfunc }));
  });
  const columns: readonly Column<(typeof rows)[number]>[] = [
    {
      title: 'Member',
      cell: ({ name, kfunc }) => (
        <>
          <a class="name" href={href(kfuncPath(name))}>
            <Text>{name}</Text>
          </a>
          {kfunc === undefined || kfunc.module === 'vmlinux' ? null : ` ${kfunc.module}`}
        </>
      ),
    },
    {
      title: 'Users of exposed hosts',
      cell: ({ kfunc }) =>
        kfunc === undefined ? (
          <Unknown>nothing in reach offers it</Unknown>
        ) : (
          <HostShare hosts={kfunc.hosts} notObservable={kfunc.not_observable} />
        ),
    },
    {
      title: 'Organisations',
      cell: ({ kfunc }) =>
        kfunc === undefined ? <Unknown /> : <OrganisationShare share={kfunc.organisations} />,
    },
  ];
  return (
    <Table
      caption="Members of the family"
      columns={columns}
      rows={rows}
      keyOf={({ name, kfunc }) => `${name} ${kfunc?.module ?? ''}`}
    />
  );
}

function Migration({ migration }: { migration: FamilyMigration }) {
  const columns: readonly Column<(typeof classes)[number]>[] = [
    { title: 'Programs carry', cell: ([, label]) => label },
    ...(['programs', 'hosts', 'organisations'] as const).map((what) => ({
      title: what[0]?.toUpperCase() + what.slice(1),
      figure: true,
      cell: ([id]: (typeof classes)[number]) => count(migration.carried[id][what]),
    })),
  ];
  const days = migration.days.map(({ day, complete, carried }) => ({
    day,
    complete,
    values: classes.map(([id]) => carried[id].hosts),
  }));
  const { called } = migration;
  return (
    <div class="part">
      <h3>Migration</h3>
      <p>
        From {migration.old.join(', ')} to {migration.new.join(', ')}. Called on the running kernel:
        old alone on {count(called.old.hosts)} hosts, both on {count(called.both.hosts)}, new alone
        on {count(called.new.hosts)}.
      </p>
      <Table
        caption="Programs by the names that they carry"
        columns={columns}
        rows={classes}
        keyOf={([id]) => id}
      />
      <Chart
        caption="Hosts with programs that carry the names, by UTC day"
        days={days}
        lines={classes.map(([id, title]) => ({ title, kind: id }))}
        marks={[]}
      />
    </div>
  );
}

function Family({ answer }: { answer: FamilyAnswer }) {
  const { members, whole, migration, family } = answer;
  if (family === null) return <p>No name is known to come before or after it.</p>;
  return (
    <>
      <p>
        As if they were one name:{' '}
        <HostShare hosts={whole.hosts} notObservable={whole.not_observable} />{' '}
        <OrganisationShare share={whole.organisations} />
      </p>
      <Members members={members} />
      <ul class="edges">
        {answer.edges.map(({ from, to, kind, version }) => (
          <li key={`${from} ${to} ${version}`}>
            <Text>{from}</Text> → <Text>{to}</Text>: {kind}, since {version}
          </li>
        ))}
      </ul>
      {migration === null ? (
        <Unknown>No migration: one side of it has no names.</Unknown>
      ) : (
        <Migration migration={migration} />
      )}
    </>
  );
}

/** Names that stand for the same function over time, and how far programs are from one to the next. */
export function FamilySection({ name }: { name: string }) {
  const path = paths.family(name, useSpan());
  const asked = useAnswer<FamilyAnswer>(path);
  return (
    <section id="family" aria-labelledby="family-title">
      <h2 id="family-title">Family and migration</h2>
      <Answer asked={asked}>
        {(answer) => (
          <>
            <Family answer={answer} />
            <Source path={path} />
          </>
        )}
      </Answer>
    </section>
  );
}
