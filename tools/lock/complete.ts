/**
 * npm drops optional packages that the registry in reach does not hold from package-lock.json, and
 * the next `npm ci` then refuses the lock. This completes a lock: every optional dependency of a
 * locked package gets an entry, as npm would have written it (package-lock.json, lockfileVersion 3).
 */

export interface LockedPackage {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  os?: string[];
  cpu?: string[];
  libc?: string[];
  license?: string;
  link?: boolean;
  optionalDependencies?: Record<string, string>;
}
export type LockedPackages = Record<string, LockedPackage>;

/** An optional dependency without an entry in the lock. */
export interface MissingPackage {
  readonly parent: string;
  readonly name: string;
  readonly version: string;
}

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'wasm32',
  'x64',
];
const cLibraries: Record<string, string> = {
  gnu: 'glibc',
  gnueabihf: 'glibc',
  musl: 'musl',
  musleabihf: 'musl',
};

/** Where Node would find `name` from the package at `path`, or undefined. */
function locate(packages: LockedPackages, path: string, name: string): string | undefined {
  for (
    let base = path;
    ;
    base = base.slice(0, base.lastIndexOf('node_modules/')).replace(/\/$/, '')
  ) {
    const candidate = `${base === '' ? '' : `${base}/`}node_modules/${name}`;
    if (packages[candidate] !== undefined) return candidate;
    if (base === '') return undefined;
    if (!base.includes('node_modules/')) base = '';
  }
}

/** Every optional dependency of a locked package that the lock has no entry for. */
export function missingPackages(packages: LockedPackages): MissingPackage[] {
  const missing: MissingPackage[] = [];
  for (const [parent, entry] of Object.entries(packages))
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const found = locate(packages, parent, name);
      if (found === undefined || !satisfies(packages[found]?.version, version))
        missing.push({ parent, name, version });
    }
  return missing;
}

/** Platform packages are asked for by exact version; a range is taken as met by any version. */
function satisfies(found: string | undefined, asked: string): boolean {
  return /^\d/.test(asked) ? found === asked : true;
}

/** os, cpu and libc as the words of a platform package's name tell them. Throws on none. */
export function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = name.replace(/^@[^/]*\//, '').split(/[-.]/);
  const os = words.filter((word) => systems.includes(word));
  const cpu = words.filter((word) => processors.includes(word));
  const libc = words.flatMap((word) => cLibraries[word] ?? []);
  if (os.length !== 1 && cpu[0] !== 'wasm32')
    throw new Error(`${name}: no operating system in the name; add its entry to the lock by hand`);
  return {
    ...(cpu.length === 0 ? {} : { cpu }),
    ...(libc.length === 0 ? {} : { libc }),
    ...(os.length === 0 ? {} : { os }),
  };
}

/** The same lock with every missing platform package added. Does not change its argument. */
export function completeLock(packages: LockedPackages): LockedPackages {
  const completed: LockedPackages = { ...packages };
  for (const { parent, name, version } of missingPackages(packages)) {
    if (!/^\d/.test(version))
      throw new Error(`${parent}: ${name}@${version} is not an exact version`);
    const top = `node_modules/${name}`;
    const path = completed[top] === undefined ? top : `${parent}/${top}`;
    const { dev, license } = packages[parent] ?? {};
    completed[path] = {
      version,
      ...(dev === true ? { dev } : {}),
      ...(license === undefined ? {} : { license }),
      optional: true,
      ...platformOf(name),
    };
  }
  return Object.fromEntries(Object.entries(completed).sort(([a], [b]) => (a < b ? -1 : 1)));
}
