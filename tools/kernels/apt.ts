import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import type { Architecture } from './kernels.ts';
import { type Package, parsePackages } from './package-index.ts';
import { runTool } from './run-tool.ts';

/** Packages that may be wanted; the rest of an index is not kept. */
const wanted =
  /^(linux-(image|binary|modules|base)-\d|bpftool$|busybox-static$|node(js$|-)|lib|zlib1g$|qemu-system-riscv$|opensbi$)/;

const day = 86_400_000;

/** An apt of its own, all of it in one folder: the host's configuration and lists stay as they are. */
export interface Apt {
  /** Packages that the suites offer. */
  readonly packages: readonly Package[];
  /** Suites of which there is no index: they left the mirror, or it was not reached. */
  readonly unreached: readonly string[];
  /** Folders with the content of packages, in order; downloaded and unpacked unless they are there. */
  unpacked(wanted: readonly Package[]): readonly string[];
}

/** Runs a program of apt with options, which win over the host's configuration. */
function run(options: readonly string[], program: string, ...args: readonly string[]): string {
  return runTool(program, [...options, ...args]).toString();
}

/**
 * Where this host's Debian packages come from, by its own apt. Throws when that has no Debian archive
 * among its sources: nothing else tells of a mirror that can be reached from here.
 */
export function debianMirror(): string {
  const format = '$(ORIGIN)|$(LABEL)|$(REPO_URI)|$(COMPONENT)';
  const known = execFileSync(
    'apt-get',
    ['indextargets', '--format', format, 'Created-By: Packages'],
    {
      encoding: 'utf8',
    },
  );
  for (const line of known.split('\n')) {
    const [origin, label, uri, component] = line.split('|');
    if (origin === 'Debian' && label === 'Debian' && component === 'main' && uri) return uri;
  }
  throw new Error('apt knows no Debian archive: run apt-get update, or add one to its sources');
}

/** Makes the folder and its sources list; returns apt's options for working in it. */
function optionsFor(
  folder: string,
  architecture: Architecture,
  suites: readonly string[],
): string[] {
  for (const each of ['lists/partial', 'cache/archives/partial', 'packages'])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  const mirror = debianMirror();
  const sources = suites.map((suite) => `deb ${mirror} ${suite} main\n`).join('');
  writeFileSync(join(folder, 'sources.list'), sources);
  const options: Readonly<Record<string, string>> = {
    'APT::Architecture': architecture,
    'APT::Architectures': architecture,
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled': 'false',
    'Acquire::Retries': '3',
    // A suite that is no longer kept up has an index that says that it has expired.
    'Acquire::Check-Valid-Until': 'false',
    'Dir::Etc::sourcelist': join(folder, 'sources.list'),
    'Dir::Etc::sourceparts': '/dev/null',
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': '/dev/null',
    'Dir::State': folder,
    'Dir::State::lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
    'Dir::Cache': join(folder, 'cache'),
    // Images for containers have them empty: each call would read all indices anew, 3 s.
    'Dir::Cache::pkgcache': 'pkgcache.bin',
    'Dir::Cache::srcpkgcache': 'srcpkgcache.bin',
  };
  return Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]);
}

/** Fetches the indices when they are older than a day. A suite that fails keeps what it had. */
function refresh(options: readonly string[], folder: string): void {
  const stamp = join(folder, 'updated');
  if (existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < day) return;
  const { stderr } = spawnSync('apt-get', [...options, 'update', '-qq'], { encoding: 'utf8' });
  if (stderr === '') writeFileSync(stamp, '');
  else process.stderr.write(stderr);
}

/** Opens the apt of one architecture in `folder`, with the suites given. */
export function openApt(
  folder: string,
  architecture: Architecture,
  suites: readonly string[],
): Apt {
  const options = optionsFor(folder, architecture, suites);
  refresh(options, folder);
  const packages: Package[] = [];
  const reached = new Set<string>();
  const targets = ['indextargets', '--format', '$(RELEASE)|$(FILENAME)', 'Created-By: Packages'];
  for (const line of run(options, 'apt-get', ...targets).split('\n')) {
    const [suite = '', file = ''] = line.split('|');
    if (!existsSync(file)) continue;
    const index = run(options, '/usr/lib/apt/apt-helper', 'cat-file', file);
    packages.push(...parsePackages(index, suite, wanted));
    reached.add(suite);
  }
  return {
    packages,
    unreached: suites.filter((suite) => !reached.has(suite)),
    unpacked: (each) => unpack(options, join(folder, 'packages'), each),
  };
}

/**
 * Downloads what is not there, in one go (apt checks the digests), unpacks beside the place, and
 * renames when all of a package is there.
 */
function unpack(
  options: readonly string[],
  folder: string,
  packages: readonly Package[],
): readonly string[] {
  const place = ({ name, version }: Package): string =>
    join(folder, `${name}_${version.replaceAll(':', '%3a')}`);
  const missing = packages.filter((each) => !existsSync(place(each)));
  if (missing.length > 0) {
    const partial = mkdtempSync(join(folder, 'partial-'));
    const names = missing.map(({ name, version }) => `${name}=${version}`);
    runTool('apt-get', [...options, 'download', '-qq', ...names], partial);
    for (const each of missing) {
      const files = readdirSync(partial);
      const deb = files.find((file) => file.startsWith(`${basename(place(each))}_`));
      if (deb === undefined) throw new Error(`apt left no ${each.name} among ${files.join(', ')}`);
      runTool('dpkg-deb', ['-x', join(partial, deb), join(partial, each.name)]);
      renameSync(join(partial, each.name), place(each));
    }
    rmSync(partial, { recursive: true });
  }
  return packages.map(place);
}
