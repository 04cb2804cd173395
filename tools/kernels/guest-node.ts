import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../lib/run.ts';
import type { Architecture } from './kernels.ts';
import { runTool } from './run-tool.ts';

/** Node and koffi as the machines get them. */
export interface GuestNode {
  /** Path of the node program; undefined where npm has none, and the machine has Debian's. */
  readonly binary: string | undefined;
  /** Packages that the agent looks for beside itself. */
  readonly modules: readonly { readonly name: string; readonly path: string }[];
}

const npmNames: Readonly<Record<Architecture, string>> = {
  amd64: 'x64',
  arm64: 'arm64',
  riscv64: 'riscv64',
};

/** Version of a package that is installed here. */
function installed(name: string): string {
  const text = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** Folder of a package of npm that is made for another architecture; fetched unless it is there. */
function fetched(name: string, version: string, cache: string): string {
  const target = join(cache, 'npm', `${name.replaceAll('/', '_')}-${version}`);
  if (existsSync(target)) return target;
  const partial = `${target}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  const packed = runTool('npm', ['pack', '--silent', `${name}@${version}`], partial);
  runTool('tar', ['-xzf', packed.toString().trim()], partial);
  renameSync(join(partial, 'package'), target);
  rmSync(partial, { recursive: true });
  return target;
}

/**
 * The Node and the koffi of this project, for an architecture: those installed here, or the same
 * versions from npm. Throws when npm has none.
 */
export function guestNode(architecture: Architecture, cache: string): GuestNode {
  const native = `@koromix/koffi-linux-${npmNames[architecture]}`;
  const here = (name: string): string => join(root, 'node_modules', name);
  const own = existsSync(here(native));
  const koffi = own ? here(native) : fetched(native, installed('koffi'), cache);
  return {
    binary: nodeBinary(architecture, own, cache),
    modules: [
      { name: 'koffi', path: here('koffi') },
      { name: native, path: koffi },
    ],
  };
}

function nodeBinary(architecture: Architecture, own: boolean, cache: string): string | undefined {
  if (architecture === 'riscv64') return undefined;
  if (own) return join(root, 'node_modules/node/bin/node');
  const name = `node-linux-${npmNames[architecture]}`;
  return join(fetched(name, installed('node'), cache), 'bin/node');
}
