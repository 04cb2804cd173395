import type { KernelListAnswer } from '@kfunc-census/query';
import { useHref } from '../site.tsx';
import { count } from '../view/format.ts';
import { kernelKey } from '../view/request.ts';
import { type Column, Table } from './table.tsx';
import { Text, Unknown } from './text.tsx';

type Kernel = KernelListAnswer['kernels'][number];

/** Kernels that hosts reported, with links to what they offer. */
export function KernelTable({ kernels }: { kernels: readonly Kernel[] }) {
  const href = useHref();
  const columns: readonly Column<Kernel>[] = [
    { title: 'Release', cell: ({ release }) => <Text>{release}</Text> },
    { title: 'Distribution', cell: ({ distro, arch }) => <Text>{`${distro} ${arch}`}</Text> },
    { title: 'Hosts', figure: true, cell: ({ hosts }) => count(hosts) },
    { title: 'Organisations', figure: true, cell: ({ organisations }) => count(organisations) },
    { title: 'Seen', cell: ({ first_seen, last_seen }) => `${first_seen} to ${last_seen}` },
    {
      title: 'Catalogues',
      cell: ({ catalogues }) =>
        catalogues.map(({ catalogue, module }, index) => (
          <span key={catalogue}>
            {index === 0 ? '' : ', '}
            {module === null ? (
              <Unknown>never arrived</Unknown>
            ) : (
              <a href={href('kernels', { catalogue })}>
                <Text>{module}</Text>
              </a>
            )}
          </span>
        )),
    },
  ];
  return (
    <Table
      caption="Kernels in reach"
      columns={columns}
      rows={kernels}
      keyOf={kernelKey}
      none="No host has reported a kernel yet."
    />
  );
}
