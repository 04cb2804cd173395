import { compareVersions } from './debian-version.ts';

/** A binary package that an archive offers. */
export interface Package {
  readonly name: string;
  readonly version: string;
  /** Suite whose index lists it, as the sources list names it. */
  readonly suite: string;
  /** Names of packages that it needs; of alternatives the first. */
  readonly needs: readonly string[];
}

/** The value of one field of a stanza, '' when it has none. */
function field(stanza: string, name: string): string {
  return new RegExp(`^${name}: (.*)$`, 'm').exec(stanza)?.[1] ?? '';
}

/**
 * Packages of an index (deb822 stanzas, `Packages` of an archive) whose name matches. Stanzas without
 * name or version are passed over: they offer nothing.
 */
export function parsePackages(text: string, suite: string, wanted: RegExp): Package[] {
  return text
    .split(/\n\n+/)
    .filter((stanza) => wanted.test(field(stanza, 'Package')))
    .map((stanza) => ({
      name: field(stanza, 'Package'),
      version: field(stanza, 'Version'),
      suite,
      needs: needsOf(`${field(stanza, 'Pre-Depends')},${field(stanza, 'Depends')}`),
    }))
    .filter(({ version }) => version !== '');
}

/** `libc6 (>= 2.38), a:any | b`: libc6, a. */
const needsOf = (depends: string): string[] =>
  depends
    .split(',')
    .map((each) => /^[^\s(|:]*/.exec(each.trim())?.[0] ?? '')
    .filter((name) => name !== '');

/**
 * Packages by name with the libraries that they need, and that those need (of Debian's Node also its
 * scripts); the newest of each in the given suites. Returns the name that none of them has, when there is one.
 */
export function withLibraries(
  packages: readonly Package[],
  names: readonly string[],
  suites: readonly string[],
): readonly Package[] | string {
  const chosen = new Map<string, Package>();
  const open = [...names];
  for (const name of open) {
    if (chosen.has(name)) continue;
    const found = newestOf(packages, name, suites);
    if (found === undefined) return name;
    chosen.set(name, found);
    open.push(...found.needs.filter((each) => /^(lib|zlib|node-)/.test(each)));
  }
  return [...chosen.values()];
}

/** The newest package of a name, in the given suites; undefined when none offers it. */
export function newestOf(
  packages: readonly Package[],
  name: string,
  suites: readonly string[],
): Package | undefined {
  return newestFirst(
    packages.filter((each) => each.name === name && suites.includes(each.suite)),
  )[0];
}

const newestFirst = (packages: readonly Package[]): Package[] =>
  packages.toSorted((a, b) => compareVersions(b.version, a.version));

/** What a kernel is made of: its release (`uname -r`) and its packages. */
export interface KernelPackages {
  readonly release: string;
  readonly packages: readonly Package[];
}

/** Which kernel of an archive is wanted. */
export interface KernelChoice {
  /** Suites that are looked in. */
  readonly suites: readonly string[];
  /** Ending of the package names: Debian's flavour and architecture, `cloud-amd64`. */
  readonly flavour: string;
  /** First two parts of the version, `6.12`; undefined: the newest there is. */
  readonly line: string | undefined;
}

/**
 * The newest kernel that an archive offers whole, or a sentence that says why there is none. Up to
 * 6.18 `linux-image-RELEASE` holds everything; from 6.19 on it is empty, and `linux-binary`,
 * `linux-modules` and `linux-base` of the release hold it. Backports drop older point releases piece
 * by piece, so the newest name is not always whole.
 */
export function chooseKernel(
  packages: readonly Package[],
  { suites, flavour, line }: KernelChoice,
): KernelPackages | string {
  const here = packages.filter(({ suite }) => suites.includes(suite));
  const name = new RegExp(`^linux-(?:image|binary)-((\\d+\\.\\d+)\\..*-${flavour})$`);
  const offered = newestFirst(here.filter((each) => name.test(each.name)));
  const heads = offered.filter(
    (each) => (line ?? name.exec(each.name)?.[2]) === name.exec(each.name)?.[2],
  );
  for (const head of heads) {
    const release = name.exec(head.name)?.[1] ?? '';
    const parts = partsOf(here, head, release);
    if (parts !== undefined) return { release, packages: parts };
  }
  const wanted = `${line === undefined ? '' : `${line} `}kernel of flavour ${flavour}`;
  return `no ${heads.length === 0 ? '' : 'whole '}${wanted} in ${suites.join(', ')}`;
}

function partsOf(
  packages: readonly Package[],
  head: Package,
  release: string,
): readonly Package[] | undefined {
  const part = (kind: string): Package | undefined =>
    packages.find(
      ({ name, version }) => name === `linux-${kind}-${release}` && version === head.version,
    );
  if (part('binary') === undefined) return isWholeImage(head) ? [head] : undefined;
  const [modules, base] = [part('modules'), part('base')];
  return modules === undefined || base === undefined
    ? undefined
    : [part('binary') ?? head, modules, base];
}

/** Whether an image package is one that holds the kernel itself: those before 6.19. */
function isWholeImage({ name, version }: Package): boolean {
  return name.startsWith('linux-image-') && compareVersions(version, '6.19~') < 0;
}
