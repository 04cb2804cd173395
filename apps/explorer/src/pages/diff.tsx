import type { CatalogueDiffAnswer } from '@kfunc-census/query';
import { paths } from '../api/paths.ts';
import { Answer } from '../parts/answer-view.tsx';
import { HostShare } from '../parts/bars.tsx';
import { FrameLine, Source } from '../parts/source.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { Text, Unknown } from '../parts/text.tsx';
import { kfuncPath } from '../route.ts';
import { useAnswer, useHref, useSpan } from '../site.tsx';
import { counted } from '../view/format.ts';

type Change = CatalogueDiffAnswer['changes'][number];

const groups = [
  ['gone', 'Gone'],
  ['changed', 'Prototype changed'],
  ['uncertain', 'Uncertain: a catalogue does not tell'],
  ['new', 'New'],
] as const;

const links = {
  links: 'a program that declares the old prototype links',
  'does-not-link': 'a program that declares the old prototype does not link',
  'cannot-tell': 'whether the old prototype links cannot be told',
} as const;

function columnsFor(href: (path: string) => string): readonly Column<Change>[] {
  return [
    {
      title: 'Kfunc',
      cell: ({ name, module, successors }) => (
        <>
          <a class="name" href={href(kfuncPath(name))}>
            <Text>{name}</Text>
          </a>
          {module === 'vmlinux' ? null : ` ${module}`}
          {successors.length === 0 ? null : (
            <span class="tag">→ {successors.map((each) => each.name).join(', ')}</span>
          )}
        </>
      ),
    },
    {
      title: 'Users of exposed hosts',
      cell: ({ use, group }) =>
        use === null ? (
          <Unknown>{group === 'new' ? 'new' : 'nothing in reach names it'}</Unknown>
        ) : (
          <HostShare hosts={use.hosts} />
        ),
    },
    {
      title: 'What differs',
      cell: ({ kind, links: outcome, from, to }) => (
        <>
          {kind}
          {outcome === null ? '' : `; ${links[outcome]}`}
          {[from, to === from ? null : to].map((prototype) =>
            prototype === null ? null : (
              <div key={prototype}>
                <code>
                  <Text>{prototype}</Text>
                </code>
              </div>
            ),
          )}
        </>
      ),
    },
  ];
}

/** What is gone, changed or new between two kernels, and who uses it. */
export function Diff({ from, to }: { from: string; to: string }) {
  const href = useHref();
  const path = paths.diff(from, to, useSpan());
  const asked = useAnswer<CatalogueDiffAnswer>(path);
  const columns = columnsFor(href);
  return (
    <section aria-labelledby="diff-title">
      <h2 id="diff-title">
        From <Text>{from}</Text> to <Text>{to}</Text>
      </h2>
      <Answer asked={asked}>
        {(answer) => (
          <>
            <FrameLine {...answer} rungs={answer.use_rungs} />
            {groups.map(([group, title]) => (
              <details key={group} open={answer.counts[group] > 0 && group !== 'new'}>
                <summary>
                  {title}: {counted(answer.counts[group], 'kfunc')}
                </summary>
                <Table
                  caption={title}
                  columns={columns}
                  rows={answer.changes.filter((change) => change.group === group)}
                  keyOf={({ name, module }) => `${name} ${module}`}
                />
              </details>
            ))}
            {(['from', 'to'] as const).map((side) =>
              answer.not_compared[side].length === 0 ? null : (
                <p key={side} class="unknown">
                  Not compared, since only one side reported them:{' '}
                  {answer.not_compared[side].join(', ')}
                </p>
              ),
            )}
            <p class="aside">{answer.limits}</p>
            <Source path={path} />
          </>
        )}
      </Answer>
    </section>
  );
}
