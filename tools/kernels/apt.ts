import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Architecture } from './kernels.ts';
import { type Package, parsePackages } from './package-index.ts';

/** Packages that may be wanted; the rest of an index is not kept. */
const wanted =
  /^(linux-(image|binary|modules|base)-\d|bpftool$|busybox-static$|lib|zlib1g$|nodejs$)/;

const day = 86_400_000;

/** An apt of its own, all of it in one folder: the host's configuration and lists stay as they are. */
export interface Apt {
  /** Packages that the suites offer. */
  readonly packages: readonly Package[];
  /** Suites of which there is no index: they left the mirror, or it was not reached. */
  readonly unreached: readonly string[];
  /** Folder with the content of a package; downloaded and unpacked unless it is there. */
  unpacked(wanted: Package): string;
}

/** Runs a program of apt with a configuration; throws with what it wrote when it fails. */
function run(config: string, program: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 1 << 29,
    env: { ...process.env, APT_CONFIG: config, LC_ALL: 'C' },
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stderr.trim()}`);
  return stdout;
}

/**
 * Where this host's Debian packages come from, by its own apt. Throws when that has no Debian archive
 * among its sources: nothing else tells of a mirror that can be reached from here.
 */
function debianMirror(): string {
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

/** Writes the configuration and the sources list; returns the path of the configuration. */
function configure(folder: string, architecture: Architecture, suites: readonly string[]): string {
  for (const each of ['lists/partial', 'cache/archives/partial', 'packages'])
    mkdirSync(join(folder, each), { recursive: true });
  writeFileSync(join(folder, 'status'), '');
  const mirror = debianMirror();
  writeFileSync(
    join(folder, 'sources.list'),
    suites.map((suite) => `deb ${mirror} ${suite} main\n`).join(''),
  );
  const settings: Readonly<Record<string, string>> = {
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
    // An image for containers may have them empty: each call would read all indices anew.
    'Dir::Cache::pkgcache': 'pkgcache.bin',
    'Dir::Cache::srcpkgcache': 'srcpkgcache.bin',
  };
  const config = join(folder, 'apt.conf');
  const text = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`);
  writeFileSync(config, text.join(''));
  return config;
}

/** Fetches the indices when they are older than a day. A suite that fails keeps what it had. */
function refresh(config: string, folder: string): void {
  const stamp = join(folder, 'updated');
  if (existsSync(stamp) && Date.now() - statSync(stamp).mtimeMs < day) return;
  const { stderr } = spawnSync('apt-get', ['update', '-qq'], {
    encoding: 'utf8',
    env: { ...process.env, APT_CONFIG: config, LC_ALL: 'C' },
  });
  if (stderr !== '') process.stderr.write(stderr);
  else writeFileSync(stamp, '');
}

/** Opens the apt of one architecture in `folder`, with the suites given. */
export function openApt(
  folder: string,
  architecture: Architecture,
  suites: readonly string[],
): Apt {
  const config = configure(folder, architecture, suites);
  refresh(config, folder);
  const packages: Package[] = [];
  const reached = new Set<string>();
  const format = ['--format', '$(RELEASE)|$(FILENAME)', 'Created-By: Packages'];
  for (const line of run(config, 'apt-get', ['indextargets', ...format], folder).split('\n')) {
    const [suite = '', file = ''] = line.split('|');
    if (!existsSync(file)) continue;
    const index = run(config, '/usr/lib/apt/apt-helper', ['cat-file', file], folder);
    packages.push(...parsePackages(index, suite, wanted));
    reached.add(suite);
  }
  return {
    packages,
    unreached: suites.filter((suite) => !reached.has(suite)),
    unpacked: (each) => unpack(config, join(folder, 'packages'), each),
  };
}

/** Downloads (apt checks the digest), unpacks beside the place, and renames when all is there. */
function unpack(config: string, folder: string, { name, version }: Package): string {
  const target = join(folder, `${name}_${version.replaceAll(':', '%3a')}`);
  if (existsSync(target)) return target;
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(join(partial, 'deb'), { recursive: true });
  run(config, 'apt-get', ['download', '-qq', `${name}=${version}`], join(partial, 'deb'));
  const [deb = ''] = readdirSync(join(partial, 'deb'));
  execFileSync('dpkg-deb', ['-x', join(partial, 'deb', deb), join(partial, 'root')]);
  renameSync(join(partial, 'root'), target);
  rmSync(partial, { recursive: true });
  return target;
}
