import type { ForecastRequest, KernelListAnswer } from '@kfunc-census/query';

type Kernel = KernelListAnswer['kernels'][number];

/** Names of kfuncs in a text, however they are parted; each once. */
export const namesIn = (text: string): readonly string[] => [
  ...new Set(text.split(/[\s,;]+/).filter((name) => name !== '')),
];

/** What tells kernels apart in an address: release, architecture, distribution. */
export const kernelKey = ({ release, arch, distro }: Kernel): string =>
  `${release} ${arch} ${distro}`;

/**
 * The catalogues of a kernel for a question: one of each module, as the API takes them. Builds that
 * differ under one name have several; the first stands for them, and `several` says so.
 */
export function cataloguesOf({ catalogues }: Kernel): {
  readonly ids: readonly string[];
  readonly several: boolean;
} {
  const byModule = new Map<string, string>();
  let several = false;
  for (const { catalogue, module } of catalogues) {
    if (module === null) continue;
    if (byModule.has(module)) several = true;
    else byModule.set(module, catalogue);
  }
  return { ids: [...byModule.values()], several };
}

/** The question in an address, or undefined where it holds none. Patches are in no address. */
export function requestOf(
  query: URLSearchParams,
  kernels: readonly Kernel[],
): ForecastRequest | undefined {
  const remove = namesIn(query.get('remove') ?? '');
  if (remove.length > 0) return { remove };
  const to = kernels.find((kernel) => kernelKey(kernel) === query.get('to'));
  return to === undefined ? undefined : { to: cataloguesOf(to).ids };
}
