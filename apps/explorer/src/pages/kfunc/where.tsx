import type { EvidenceStratum, StrataAnswer, UseAnswer, UsesAnswer } from '@kfunc-census/query';
import { paths } from '../../api/paths.ts';
import { Answer } from '../../parts/answer-view.tsx';
import { HostShare, OrganisationShare } from '../../parts/bars.tsx';
import { Source } from '../../parts/source.tsx';
import { type Column, More, Table } from '../../parts/table.tsx';
import { Text, Unknown } from '../../parts/text.tsx';
import { useAnswer, useSpan } from '../../site.tsx';
import { count } from '../../view/format.ts';

const standings = {
  exposed: '',
  'not-exposed': 'not exposed',
  'not-observable': 'not observable',
  'exposure-unknown': 'exposure unknown',
  'not-covered': 'not covered',
} as const;

const strataColumns = (title: string): readonly Column<EvidenceStratum>[] => [
  { title, cell: ({ value }) => <Text>{value}</Text> },
  {
    title: 'Users of exposed hosts',
    cell: ({ standing, hosts }) =>
      standing === 'exposed' ? (
        <HostShare hosts={hosts} />
      ) : (
        <Unknown>{standings[standing]}</Unknown>
      ),
  },
  {
    title: 'Organisations',
    cell: ({ standing, organisations }) =>
      standing === 'exposed' ? (
        <OrganisationShare share={organisations} />
      ) : (
        <Unknown>{standings[standing]}</Unknown>
      ),
  },
  { title: 'Reporting', figure: true, cell: ({ reporting }) => count(reporting) },
];

function Strata({ name, by, title }: { name: string; by: string; title: string }) {
  const path = paths.strata(name, by, useSpan());
  const asked = useAnswer<StrataAnswer>(path);
  return (
    <div class="part">
      <h3>By {title.toLowerCase()}</h3>
      <Answer asked={asked}>
        {({ kfuncs }) => (
          <>
            {kfuncs
              .filter(({ module }) => module !== '' || kfuncs.length === 1)
              .map(({ module, strata }) => (
                <div key={module}>
                  <Table
                    caption={`Users by ${title.toLowerCase()}, ${module}`}
                    columns={strataColumns(title)}
                    rows={strata.rows}
                    keyOf={({ value }) => value}
                    none="No host reported in these days."
                  />
                  <More more={strata.more} atLeast={strata.more_at_least} />
                </div>
              ))}
            <Source path={path} />
          </>
        )}
      </Answer>
    </div>
  );
}

const useColumns = (title: string, users: number): readonly Column<UseAnswer>[] => [
  {
    title,
    cell: ({ value }) =>
      value === null ? <Unknown>unknown loader</Unknown> : <Text>{value}</Text>,
  },
  {
    title: 'Of the users',
    cell: ({ hosts }) => <HostShare hosts={{ users: hosts, exposed: users }} />,
  },
  { title: 'Organisations', figure: true, cell: ({ organisations }) => count(organisations) },
  { title: 'Programs', figure: true, cell: ({ programs }) => count(programs) },
];

/** Users by what uses it on them: a host may be in several rows. */
export function Uses({ name, by, title }: { name: string; by: string; title: string }) {
  const path = paths.uses(name, by, useSpan());
  const asked = useAnswer<UsesAnswer>(path);
  return (
    <div class="part">
      <h3>By {title.toLowerCase()}</h3>
      <Answer asked={asked}>
        {({ kfuncs }) => (
          <>
            {kfuncs
              .filter(({ module }) => module !== '' || kfuncs.length === 1)
              .map(({ module, uses, hosts }) => (
                <div key={module}>
                  <Table
                    caption={`Users by ${title.toLowerCase()}, ${module}`}
                    columns={useColumns(title, hosts.users)}
                    rows={uses.rows}
                    keyOf={({ value }) => value ?? ''}
                    none="No exposed host uses it in these days."
                  />
                  <More more={uses.more} atLeast={uses.more_at_least} />
                </div>
              ))}
            <Source path={path} />
          </>
        )}
      </Answer>
    </div>
  );
}

/** On which hosts, and in what kind of programs. */
export function Where({ name }: { name: string }) {
  return (
    <section id="where" aria-labelledby="where-title">
      <h2 id="where-title">Where</h2>
      <p class="aside">
        Parts of one figure over several days do not add up: a host may be in two.
      </p>
      <Strata name={name} by="line" title="Kernel line" />
      <Strata name={name} by="distro" title="Distribution" />
      <Strata name={name} by="arch" title="Architecture" />
      <Uses name={name} by="type" title="Program type" />
    </section>
  );
}
