import {
  callableFilters,
  type KfuncListAnswer,
  lifecycleFilters,
  listSorts,
} from '@kfunc-census/query';
import { type Command, Option } from 'commander';
import type { ApiParameters } from './api-client.ts';
import type { Asking } from './asking.ts';
import { askPages, type PageOptions, withPage } from './pages.ts';
import { listTable, unusedTable } from './tables.ts';

type FilterOptions = PageOptions &
  Readonly<Partial<Record<'name' | 'module' | 'callable' | 'lifecycle', string>>>;
type ListOptions = FilterOptions & {
  readonly sort?: string;
  readonly used?: true;
  readonly unused?: true;
  readonly notExposed?: true;
};

const withFilters = (command: Command): Command =>
  withPage(command)
    .option('--name <part>', 'only names with this part')
    .option('--module <module>', 'only this module; vmlinux for the kernel itself')
    .addOption(
      new Option('--callable <word>', 'only what catalogues say that programs can call').choices(
        callableFilters,
      ),
    )
    .addOption(
      new Option(
        '--lifecycle <state>',
        'only names in this state, in the kernel line asked or the newest',
      ).choices(lifecycleFilters),
    );

const filterOf = ({ name, module, callable, lifecycle }: FilterOptions): ApiParameters => ({
  name,
  module,
  callable,
  lifecycle,
});

function usedOf({ used, unused, notExposed }: ListOptions): string | undefined {
  if (used) return 'used';
  if (notExposed) return 'not_exposed';
  return unused ? 'unused' : undefined;
}

const ask = <Span>(
  asking: Asking<Span>,
  options: FilterOptions & Span,
  parameters: ApiParameters,
): Promise<KfuncListAnswer> => {
  const asked = { ...asking.spanOf(options), ...filterOf(options), ...parameters };
  return askPages(
    (page) => asking.get<KfuncListAnswer>('/v1/kfuncs', { ...asked, ...page }),
    'kfuncs',
    options,
  );
};

/** Adds `list` and `unused`. */
export function addLists<Span>(program: Command, asking: Asking<Span>): void {
  withFilters(asking.withSpan(program.command('list')))
    .description('kfuncs with users and exposed hosts, never-used ones included')
    .addOption(new Option('--used', 'only those seen in use').conflicts(['unused', 'notExposed']))
    .addOption(
      new Option('--unused', 'only those offered and seen in use nowhere').conflicts('notExposed'),
    )
    .addOption(
      new Option('--not-exposed', 'only those that no covered host offers, seen in use nowhere'),
    )
    .addOption(new Option('--sort <order>', 'by name, or rarely used first').choices(listSorts))
    .action(async (options: ListOptions & Span) => {
      const answer = await ask(asking, options, { sort: options.sort, used: usedOf(options) });
      asking.print(answer, listTable(answer));
    });
  withFilters(asking.withSpan(program.command('unused')))
    .description('kfuncs offered and seen in use nowhere, each with its hosts and its bound')
    .action(async (options: FilterOptions & Span) => {
      const answer = await ask(asking, options, { sort: 'users', used: 'unused' });
      asking.print(answer, unusedTable(answer));
    });
}
