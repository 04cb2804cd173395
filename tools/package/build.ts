import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agentVersion } from '../../apps/agent/src/version.ts';
import { runTool } from '../kernels/run-tool.ts';
import { type PackageFile, packageFiles, stage } from './contents.ts';
import { packageDescription, packageTime } from './description.ts';
import { nfpmProgram, packageCache } from './nfpm.ts';
import { architectures, type PackageArchitecture } from './npm-parts.ts';

/** What is built of the files. */
export const formats = ['deb', 'rpm', 'tar.zst'] as const;
/** One of them. */
export type Format = (typeof formats)[number];

/** What is wanted; all of it unless said. */
export interface BuildOptions {
  readonly architectures?: readonly PackageArchitecture[];
  readonly formats?: readonly Format[];
  /** Default: that of the agent. */
  readonly version?: string;
}

/** A package that was built. */
export interface BuiltPackage {
  readonly path: string;
  readonly architecture: PackageArchitecture;
  readonly format: Format;
  readonly files: readonly PackageFile[];
}

/**
 * Builds agent packages into `target`: the same bytes from the same content. What comes from npm and Go is
 * kept in the cache. Throws with the complaint of what failed.
 */
export async function buildPackages(
  target: string,
  options: BuildOptions = {},
): Promise<readonly BuiltPackage[]> {
  const { version = agentVersion } = options;
  const cache = packageCache();
  mkdirSync(cache, { recursive: true });
  mkdirSync(target, { recursive: true });
  const built: BuiltPackage[] = [];
  for (const architecture of options.architectures ?? architectures) {
    const folder = mkdtempSync(join(tmpdir(), 'package-'));
    try {
      const files = await packageFiles(architecture, version, folder, cache);
      const staged = join(folder, 'root');
      stage(files, staged);
      const description = packageDescription(files, staged, architecture, version);
      writeFileSync(join(folder, 'nfpm.yaml'), JSON.stringify(description));
      for (const format of options.formats ?? formats) {
        const path = join(target, fileName(format, version, architecture));
        if (format === 'tar.zst') tarball(files, staged, path);
        else runTool(nfpmProgram(cache), nfpmArguments(folder, format, path));
        built.push({ path, architecture, format, files });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
  return built;
}

const nfpmArguments = (folder: string, format: Format, target: string): readonly string[] => [
  ...['package', '--config', join(folder, 'nfpm.yaml')],
  ...['--packager', format, '--target', target],
];

/** As the package managers name packages. */
function fileName(format: Format, version: string, architecture: PackageArchitecture): string {
  const machine = { amd64: 'x86_64', arm64: 'aarch64' }[architecture];
  if (format === 'deb') return `kfunc-census-agent_${version}-1_${architecture}.deb`;
  if (format === 'rpm') return `kfunc-census-agent-${version}-1.${machine}.rpm`;
  return `kfunc-census-agent-${version}-linux-${architecture}.tar.zst`;
}

/** The files for a host without dpkg or rpm, to be unpacked at its root. */
function tarball(files: readonly PackageFile[], staged: string, path: string): void {
  for (const file of files) chmodSync(join(staged, file.path), file.mode);
  const fixed = ['--sort=name', '--owner=root:0', '--group=root:0', '--format=ustar'];
  const names = files.map((file) => file.path.slice(1)).sort();
  runTool('tar', [
    ...fixed,
    `--mtime=@${packageTime.getTime() / 1000}`,
    ...['--use-compress-program=zstd -9 -T1', '-cf', path, '-C', staged, ...names],
  ]);
}
