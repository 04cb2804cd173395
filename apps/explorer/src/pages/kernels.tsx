import type { CatalogueAnswer, KernelListAnswer } from '@kfunc-census/query';
import { paths } from '../api/paths.ts';
import { Answer } from '../parts/answer-view.tsx';
import { KernelTable } from '../parts/kernel-table.tsx';
import { Notes, Source } from '../parts/source.tsx';
import { SpanForm } from '../parts/span-form.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Text } from '../parts/text.tsx';
import { kfuncPath } from '../route.ts';
import { useAnswer, useHref, useSite, useSpan } from '../site.tsx';
import { cataloguesOf } from '../view/request.ts';
import { Diff } from './diff.tsx';

type Entry = CatalogueAnswer['entries'][number];

function Catalogue({ id }: { id: string }) {
  const href = useHref();
  const path = paths.catalogue(id, useSpan());
  const asked = useAnswer<CatalogueAnswer>(path);
  const columns: readonly Column<Entry>[] = [
    {
      title: 'Kfunc',
      cell: ({ name }) => (
        <a class="name" href={href(kfuncPath(name))}>
          <Text>{name}</Text>
        </a>
      ),
    },
    {
      title: 'Prototype',
      cell: ({ prototype }) => (
        <code>
          <Text>{prototype}</Text>
        </code>
      ),
    },
    { title: 'Callable', cell: ({ callable }) => (callable ? 'yes' : 'no') },
    { title: 'Known by', cell: ({ known_by }) => known_by },
  ];
  return (
    <section aria-labelledby="catalogue-title">
      <h2 id="catalogue-title">Catalogue</h2>
      <Answer asked={asked}>
        {({ catalogue, entries }) => (
          <>
            <p>
              <Text>{catalogue.module ?? 'a module that is not known'}</Text> of{' '}
              <Text>{catalogue.kernels.map(({ release }) => release).join(', ')}</Text>:{' '}
              {entries.length} kfuncs. Id <code class="hash">{catalogue.catalogue}</code>.
            </p>
            <Table
              caption="What the catalogue offers"
              columns={columns}
              rows={entries}
              keyOf={({ name }) => name}
              none="Its content never arrived."
            />
            <Source path={path} />
          </>
        )}
      </Answer>
    </section>
  );
}

/** A side of a comparison, as the API takes it: a release where it means one catalogue of each module. */
function sidesOf(kernels: KernelListAnswer['kernels']): readonly (readonly [string, string])[] {
  const byRelease = Map.groupBy(kernels, ({ release }) => release);
  return [...byRelease].flatMap(([release, same]) => {
    const [first] = same;
    if (first === undefined) return [];
    if (same.length === 1 && !cataloguesOf(first).several) return [[release, release] as const];
    const ids = new Map(
      same.flatMap(({ catalogues, distro, arch }) =>
        catalogues
          .filter(({ module }) => module === 'vmlinux')
          .map(({ catalogue }) => [catalogue, `${release} ${distro} ${arch}, vmlinux`] as const),
      ),
    );
    return [...ids];
  });
}

function Choose({ kernels }: { kernels: KernelListAnswer['kernels'] }) {
  const { query, set } = useSite();
  const sides = sidesOf(kernels);
  const side = (key: string, label: string) => (
    <label>
      {label}
      <select
        value={query.get(key) ?? ''}
        onChange={(event) => set({ [key]: event.currentTarget.value }, true)}
      >
        <option value="">choose a kernel</option>
        {sides.map(([value, text]) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
  return (
    <form class="filters" onSubmit={(event) => event.preventDefault()}>
      {side('from', 'What differs between')}
      {side('to', 'and')}
    </form>
  );
}

/** Kernels with what they offer, and what differs between two of them. */
export function KernelsPage() {
  const { query } = useSite();
  const path = paths.kernels(useSpan());
  const asked = useAnswer<KernelListAnswer>(path);
  const [from, to, catalogue] = ['from', 'to', 'catalogue'].map((key) => query.get(key) ?? '');
  return (
    <>
      <h1>Kernels</h1>
      <p class="lead">
        Which kernels report, what they offer, and what differs between two of them.
      </p>
      <SpanForm hosts={false} />
      <Answer asked={asked} first>
        {({ kernels, notes }) => (
          <>
            <Choose kernels={kernels} />
            {from && to ? <Diff from={from} to={to} /> : null}
            {catalogue ? <Catalogue id={catalogue} /> : null}
            <section aria-labelledby="all-title">
              <h2 id="all-title">All kernels</h2>
              <KernelTable kernels={kernels} />
            </section>
            <Source path={path} />
            <Notes notes={notes} />
          </>
        )}
      </Answer>
    </>
  );
}
