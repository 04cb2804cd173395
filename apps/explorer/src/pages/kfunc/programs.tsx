import type { CoUseAnswer, CoUsesAnswer, ProgramAnswer, ProgramsAnswer } from '@kfunc-census/query';
import { paths } from '../../api/paths.ts';
import { Answer } from '../../parts/answer-view.tsx';
import { Source } from '../../parts/source.tsx';
import { type Column, More, Table } from '../../parts/table.tsx';
import { Text, Unknown } from '../../parts/text.tsx';
import { kfuncPath } from '../../route.ts';
import { useAnswer, useHref, useSpan } from '../../site.tsx';
import { count } from '../../view/format.ts';
import { ByModule, PartTable } from './by-module.tsx';
import { Uses } from './where.tsx';

const columns: readonly Column<ProgramAnswer>[] = [
  {
    title: 'Program',
    cell: ({ name }) => (name === '' ? <Unknown>without name</Unknown> : <Text>{name}</Text>),
  },
  {
    title: 'Type',
    cell: ({ type, attach_target: target }) => (
      <Text>{target === null ? type : `${type}, attached to ${target}`}</Text>
    ),
  },
  {
    title: 'Loaded by',
    cell: ({ loader }) => (loader === null ? <Unknown /> : <Text>{loader}</Text>),
  },
  {
    title: 'Evidence',
    cell: ({ rung, guard, probe }) =>
      `${rung}, guard ${guard}${probe ? '; looks like a probe: not counted' : ''}`,
  },
  { title: 'Hosts', figure: true, cell: ({ hosts }) => count(hosts) },
];

function CoUse({ name }: { name: string }) {
  const href = useHref();
  const coColumns: readonly Column<CoUseAnswer>[] = [
    {
      title: 'Kfunc',
      cell: (other) => (
        <a class="name" href={href(kfuncPath(other.name))}>
          <Text>{other.name}</Text>
        </a>
      ),
    },
    { title: 'Programs with both', figure: true, cell: ({ programs }) => count(programs) },
    { title: 'On hosts', figure: true, cell: ({ hosts }) => count(hosts) },
  ];
  return (
    <ByModule<CoUsesAnswer['kfuncs'][number]>
      title="What else they use"
      path={paths.coUse(name, useSpan())}
    >
      {({ module, co_use }) => (
        <PartTable
          caption={`Kfuncs that the same programs use, ${module}`}
          columns={coColumns}
          part={co_use}
          keyOf={(other) => `${other.name} ${other.module}`}
          none="No program uses another kfunc beside it."
        />
      )}
    </ByModule>
  );
}

/** In which programs, by whom they were loaded, and what else these use. */
export function Programs({ name }: { name: string }) {
  const path = paths.programs(name, useSpan());
  const asked = useAnswer<ProgramsAnswer>(path);
  return (
    <section id="programs" aria-labelledby="programs-title">
      <h2 id="programs-title">Programs and loaders</h2>
      <p class="aside">Programs on every rung of evidence, on hosts exposed or not.</p>
      <Answer asked={asked}>
        {({ kfuncs }) => (
          <>
            {kfuncs
              .filter(
                ({ module, programs }) =>
                  module !== '' || programs.rows.length > 0 || kfuncs.length === 1,
              )
              .map(({ module, programs }) => (
                <div key={module}>
                  <Table
                    caption={`Programs that show it, ${module === '' ? 'in no catalogue' : module}`}
                    columns={columns}
                    rows={programs.rows}
                    keyOf={(row, index) => `${row.program} ${index}`}
                    none="No loaded program shows it in these days."
                  />
                  <More more={programs.more} atLeast={programs.more_at_least} />
                </div>
              ))}
            <Source path={path} />
          </>
        )}
      </Answer>
      <Uses name={name} by="loader" title="Loader" />
      <CoUse name={name} />
    </section>
  );
}
