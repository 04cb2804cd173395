import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundleAgent } from '../../apps/agent/build/bundle.ts';
import { root } from '../lib/run.ts';
import { fetchPart, type PackageArchitecture, partsFor } from './npm-parts.ts';
import { defaultConfiguration, manualPage } from './texts.ts';

/** One file of the packages. */
export interface PackageFile {
  /** Path on the host, absolute. */
  readonly path: string;
  readonly source: { readonly copy: string } | { readonly bytes: Uint8Array | string };
  readonly mode: number;
  /** Whether it is the operator's: an upgrade keeps what was changed. */
  readonly config?: boolean;
}

const agentFiles = join(root, 'deploy/agent');
const library = '/usr/lib/kfunc-census';
const documents = '/usr/share/doc/kfunc-census-agent';

/** Units and what else is written by hand: path below deploy/agent, folder on the host. */
const written: readonly (readonly [from: string, to: string, mode?: number])[] = [
  ['kfunc-census-agent', '/usr/bin/kfunc-census-agent', 0o755],
  ...['scan.service', 'scan.timer', 'send.service', 'send.timer'].map(
    (name) =>
      [`systemd/kfunc-census-${name}`, `/usr/lib/systemd/system/kfunc-census-${name}`] as const,
  ),
  ['sysusers.conf', '/usr/lib/sysusers.d/kfunc-census.conf'],
  ['completion.bash', '/usr/share/bash-completion/completions/kfunc-census-agent'],
  ['copyright', `${documents}/copyright`],
];

/** Of koffi only what is loaded: its front, and the addon for glibc. */
const koffiFiles = ['package.json', 'index.cjs', 'src/koffi/index.cjs', 'src/koffi/src/static.cjs'];

/**
 * Every file of the packages for one architecture. `folder` is for the agent's bundle; `cache` keeps what
 * comes from npm.
 */
export async function packageFiles(
  architecture: PackageArchitecture,
  version: string,
  folder: string,
  cache: string,
): Promise<readonly PackageFile[]> {
  const parts = partsFor(architecture);
  const [node, koffi, addon] = [parts.node, parts.koffi, parts.addon].map((part) =>
    fetchPart(part, cache),
  ) as [string, string, string];
  const npm = architecture === 'amd64' ? 'x64' : architecture;
  const addonFolder = `${library}/node_modules/${parts.addon.name}`;
  const copy = (path: string, from: string, mode = 0o644): PackageFile => ({
    path,
    source: { copy: from },
    mode,
  });
  const { path: bundle } = await bundleAgent(folder);
  const agent = readFileSync(bundle, 'utf8').replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n');
  return [
    copy(`${library}/node`, join(node, 'bin/node'), 0o755),
    { path: `${library}/agent.mjs`, source: { bytes: agent }, mode: 0o644 },
    ...koffiFiles.map((name) => copy(`${library}/node_modules/koffi/${name}`, join(koffi, name))),
    ...['package.json', 'index.js', `linux_${npm}/koffi.node`].map((name) =>
      copy(`${addonFolder}/${name}`, join(addon, name)),
    ),
    ...written.map(([from, to, mode]) => copy(to, join(agentFiles, from), mode)),
    copy(`${documents}/LICENSE`, join(root, 'LICENSE')),
    copy(`${documents}/LICENSE.node`, join(node, 'LICENSE')),
    copy(`${documents}/LICENSE.koffi`, join(koffi, 'LICENSE.txt')),
    {
      path: '/usr/share/man/man8/kfunc-census-agent.8.gz',
      source: { bytes: gzipSync(manualPage(version), { level: 9 }) },
      mode: 0o644,
    },
    {
      path: '/etc/kfunc-census/agent.conf',
      source: { bytes: defaultConfiguration() },
      mode: 0o644,
      config: true,
    },
  ];
}

/** Writes the files below a folder, as they will lie on a host. */
export function stage(files: readonly PackageFile[], folder: string): void {
  for (const { path, source } of files) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    if ('copy' in source) copyFileSync(source.copy, target);
    else writeFileSync(target, source.bytes);
  }
}
