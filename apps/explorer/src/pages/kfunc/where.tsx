import type { EvidenceStratum, StrataAnswer, UseAnswer, UsesAnswer } from '@kfunc-census/query';
import { paths } from '../../api/paths.ts';
import { HostShare, OrganisationShare } from '../../parts/bars.tsx';
import type { Column } from '../../parts/table.tsx';
import { Text, Unknown } from '../../parts/text.tsx';
import { useSpan } from '../../site.tsx';
import { count } from '../../view/format.ts';
import { ByModule, PartTable } from './by-module.tsx';

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
  return (
    <ByModule<StrataAnswer['kfuncs'][number]>
      title={`By ${title.toLowerCase()}`}
      path={paths.strata(name, by, useSpan())}
    >
      {({ module, strata }) => (
        <PartTable
          caption={`Users by ${title.toLowerCase()}, ${module}`}
          columns={strataColumns(title)}
          part={strata}
          keyOf={({ value }) => value}
          none="No host reported in these days."
        />
      )}
    </ByModule>
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
  return (
    <ByModule<UsesAnswer['kfuncs'][number]>
      title={`By ${title.toLowerCase()}`}
      path={paths.uses(name, by, useSpan())}
    >
      {({ module, uses, hosts }) => (
        <PartTable
          caption={`Users by ${title.toLowerCase()}, ${module}`}
          columns={useColumns(title, hosts.users)}
          part={uses}
          keyOf={({ value }) => value ?? ''}
          none="No exposed host uses it in these days."
        />
      )}
    </ByModule>
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
