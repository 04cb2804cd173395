import type { CatalogueAnswer, CatalogueListAnswer, KernelListAnswer } from '@kfunc-census/query';
import type { Command } from 'commander';
import type { ApiParameters } from './api-client.ts';
import type { Asking } from './asking.ts';
import { cataloguesTable, catalogueTable, kernelsTable } from './catalogue-tables.ts';
import { askPages, type PageOptions, withPage } from './pages.ts';

type ReachOptions = PageOptions & { readonly allOrganisations?: true };
type CatalogueOptions = ReachOptions & { readonly module?: string; readonly release?: string };

const withReach = (command: Command): Command =>
  withPage(command).option(
    '--all-organisations',
    'of every organisation; needs the right read-installation',
  );

const reachOf = ({ allOrganisations }: ReachOptions): ApiParameters => ({
  organisations: allOrganisations ? 'all' : undefined,
});

/** Adds `kernels` and `catalogues`: what is stored of any day. */
export function addCatalogues<Span>(program: Command, { get, print }: Asking<Span>): void {
  withReach(program.command('kernels'))
    .description('kernels that hosts reported, with their catalogues')
    .action(async (options: ReachOptions) => {
      const answer = await askPages(
        (page) => get<KernelListAnswer>('/v1/kernels', { ...reachOf(options), ...page }),
        'kernels',
        options,
      );
      print(answer, kernelsTable(answer));
    });
  withReach(program.command('catalogues [id]'))
    .description('what kernels offer: the catalogues that hosts reported, or the entries of one')
    .option('--module <module>', 'only of this module; vmlinux for the kernel itself')
    .option('--release <release>', 'only of kernels of this release')
    .action(async (id: string | undefined, options: CatalogueOptions) => {
      const { module, release } = options;
      const asked = { ...reachOf(options), module, release };
      if (id !== undefined) {
        const path = `/v1/catalogues/${encodeURIComponent(id)}`;
        const answer = await askPages(
          (page) => get<CatalogueAnswer>(path, { ...asked, ...page }),
          'entries',
          options,
        );
        return print(answer, catalogueTable(answer));
      }
      const answer = await askPages(
        (page) => get<CatalogueListAnswer>('/v1/catalogues', { ...asked, ...page }),
        'catalogues',
        options,
      );
      print(answer, cataloguesTable(answer));
    });
}
