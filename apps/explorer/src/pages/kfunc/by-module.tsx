import type { ComponentChildren } from 'preact';
import { Answer } from '../../parts/answer-view.tsx';
import { Source } from '../../parts/source.tsx';
import { type Column, More, Table } from '../../parts/table.tsx';
import { useAnswer } from '../../site.tsx';

/** The first rows of a table of one module, and how many there are beside them. */
interface Rows<T> {
  readonly rows: readonly T[];
  readonly more: number;
  readonly more_at_least: boolean;
}

/** A table of an answer, with what it leaves out. */
export function PartTable<T>(table: {
  readonly caption: string;
  readonly columns: readonly Column<T>[];
  readonly part: Rows<T>;
  readonly keyOf: (row: T, index: number) => string;
  readonly none: string;
}) {
  const { part, ...rest } = table;
  return (
    <>
      <Table {...rest} rows={part.rows} />
      <More more={part.more} atLeast={part.more_at_least} />
    </>
  );
}

/** Asks about a kfunc, and shows each module that has it; what is in no catalogue only where no module is. */
export function ByModule<T extends { readonly module: string }>(asked: {
  readonly title: string;
  readonly path: string;
  readonly children: (entry: T) => ComponentChildren;
}) {
  const answer = useAnswer<{ readonly kfuncs: readonly T[] }>(asked.path);
  return (
    <div class="part">
      <h3>{asked.title}</h3>
      <Answer asked={answer}>
        {({ kfuncs }) => (
          <>
            {kfuncs
              .filter(({ module }) => module !== '' || kfuncs.length === 1)
              .map((entry) => (
                <div key={entry.module}>{asked.children(entry)}</div>
              ))}
            <Source path={asked.path} />
          </>
        )}
      </Answer>
    </div>
  );
}
