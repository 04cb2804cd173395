import { compareVersions, kernelLine, lifecycle, type Version } from '@kfunc-census/lifecycle';
import type { Catalogue, CatalogueKfunc } from '@kfunc-census/report';

/** A kernel as a distribution builds it. */
export interface KernelOptions {
  /** `uname -r`. */
  readonly release: string;
  /** Line whose kfuncs it has; that of the release unless given (linux-next is ahead of its name). */
  readonly line?: Version;
  /** Default x86_64. */
  readonly arch?: string;
  /** Default Debian 13. */
  readonly distro?: { readonly id: string; readonly version: string };
  /** Loaded modules; kfuncs of others are not there. Default none. */
  readonly modules?: readonly string[];
  /** Prefixes of names that this configuration does not build, e.g. `scx_bpf_`. Default none. */
  readonly without?: readonly string[];
  /** Names to which its catalogues are cut down. Default all. */
  readonly names?: readonly string[];
  /** A module of its own with one kfunc, `NAME_kfunc`, whose catalogue never arrives. Default none. */
  readonly outOfTree?: string;
}

/** What a kernel offers under a name. */
export interface Offer {
  readonly module: string;
  readonly shape: string;
  /** False for hooks and for what has no symbol: in the catalogue, and callable by no program. */
  readonly callable: boolean;
  /** False where BTF has a FUNC of the name and the kernel no such function. */
  readonly symbol: boolean;
}

/** A kernel, with the truth of what it offers and the catalogues that say so. */
export interface FleetKernel {
  readonly release: string;
  readonly line: Version;
  readonly arch: string;
  readonly distro: { readonly id: string; readonly version: string };
  readonly offers: ReadonlyMap<string, Offer>;
  /** Catalogues that its hosts name; of `withheld` the census never gets the content. */
  readonly catalogues: readonly Catalogue[];
  readonly withheld: readonly Catalogue[];
}

/** Since pahole 1.26, with which this line was built first, kfuncs have a decl tag in BTF. */
const firstTagged = '6.10';
const there: ReadonlySet<string> = new Set(['present', 'deprecated', 'name-reused']);

/** How often what links with a name changed until a line: new lives, and changes of the shape. */
function generation(name: string, line: Version): number {
  const until = ({ version }: { readonly version: Version }) => compareVersions(version, line) <= 0;
  const lives = lifecycle.get(name)?.lives ?? [];
  const again = lives.slice(1).filter(({ introduced }) => until(introduced)).length;
  const changes = lives
    .flatMap(({ signatureChanges }) => signatureChanges)
    .filter((change) => change.kind === 'shape-changed' && until(change));
  return again + changes.length;
}

/**
 * Link shape of a name in a kernel line. Made up, but for this: it changes where the lifecycle data
 * says that old declarations no longer link, and nowhere else.
 */
export function shapeAt(name: string, line: Version): string {
  const params = 1 + (name.length % 3) + generation(name, line);
  return `(${Array.from({ length: params }, () => 'int').join(',')})->int`;
}

/**
 * Whether BTF keeps a FUNC of a name that is gone. For a kfunc with KF_IMPLICIT_ARGS resolve_btfids
 * writes one more, `NAME_impl`, without a symbol: so the four names that lost `_impl` in 7.0 are still
 * there in the captures of 7.2.12 and 7.3.4 (libs/lifecycle/fixtures/presence.json, `F`).
 */
function leavesFunc(name: string, line: Version): boolean {
  const status = lifecycle.statusAt(name, line);
  return status?.status === 'renamed' && status.since === '7.0' && name.endsWith('_impl');
}

function offersOf(line: Version, options: KernelOptions): Map<string, Offer> {
  const { names = lifecycle.knownNames(), modules = [], without = [] } = options;
  const isThere = (name: string) => there.has(lifecycle.statusAt(name, line)?.status ?? '');
  const built = names.filter(
    (name) =>
      (isThere(name) || leavesFunc(name, line)) &&
      !without.some((prefix) => name.startsWith(prefix)),
  );
  const offers = built.map((name): [string, Offer] => {
    const { module, hook } = lifecycle.get(name) ?? {};
    const symbol = isThere(name);
    const callable = symbol && hook === undefined;
    const shape = shapeAt(name, line);
    return [name, { module: module?.name ?? 'vmlinux', shape, callable, symbol }];
  });
  const loaded = (module: string) => module === 'vmlinux' || modules.includes(module);
  return new Map(offers.filter(([, { module }]) => loaded(module)));
}

function catalogueOf(module: string, offers: ReadonlyMap<string, Offer>, line: Version): Catalogue {
  const tagged = compareVersions(line, firstTagged) >= 0;
  const entries = [...offers].filter(([, offer]) => offer.module === module);
  return {
    schema: 'kfunc-census/catalogue/v1',
    module,
    kfuncs: entries.map(([name, { shape, callable, symbol }]): CatalogueKfunc => {
      const tag = tagged && symbol;
      return {
        name,
        prototype: `int ${shape.slice(0, shape.indexOf('-'))}`,
        shape,
        seen: { tag, func: true, symbol },
        known_by: tag ? 'tag' : 'lifecycle',
        tags: [],
        callable,
      };
    }),
  };
}

/** A kernel with the kfuncs that its line has by the lifecycle data. */
export function createKernel(options: KernelOptions): FleetKernel {
  const { release, arch = 'x86_64', distro = { id: 'debian', version: '13' } } = options;
  const line = options.line ?? kernelLine(release) ?? release;
  const offers = offersOf(line, options);
  const modules = new Set(['vmlinux', ...[...offers.values()].map(({ module }) => module)]);
  const catalogues = [...modules].map((module) => catalogueOf(module, offers, line));
  const own = options.outOfTree;
  if (own === undefined) return { release, line, arch, distro, offers, catalogues, withheld: [] };
  const extra: Offer = { module: own, shape: '()->int', callable: true, symbol: true };
  const withheld = [catalogueOf(own, new Map([[`${own}_kfunc`, extra]]), line)];
  return { release, line, arch, distro, offers, catalogues, withheld };
}
