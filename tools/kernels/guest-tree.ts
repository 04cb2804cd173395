import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { stripTypeScriptTypes } from 'node:module';
import { basename, join } from 'node:path';
import type { Apt } from './apt.ts';
import { guestNode } from './guest-node.ts';
import type { Architecture } from './kernels.ts';
import { withLibraries } from './package-index.ts';
import { runTool } from './run-tool.ts';

/** What is inside the machines, and the suites that it is from. */
interface GuestTools {
  readonly packages: readonly string[];
  readonly suites: readonly string[];
}

/** The newest bpftool reads every kernel, the older ones not the newer kernels. */
const tools: GuestTools = {
  packages: ['bpftool', 'busybox-static', 'libstdc++6', 'libatomic1'],
  suites: ['trixie', 'trixie-backports'],
};

/** There is no Node of npm for it. */
const riscvTools: GuestTools = { packages: [...tools.packages, 'nodejs'], suites: ['sid'] };

/**
 * Unpacked folders of the tools of an architecture, and of the libraries that they are linked with.
 * Throws when a suite lacks one.
 */
function guestPackages(apt: Apt, architecture: Architecture): readonly string[] {
  const { packages, suites } = architecture === 'riscv64' ? riscvTools : tools;
  const found = withLibraries(apt.packages, packages, suites);
  if (typeof found === 'string') throw new Error(`no package ${found} in ${suites.join(', ')}`);
  return apt.unpacked(found);
}

/** What goes into the root image beside the tools. */
export interface GuestPayload {
  /** The bundled agent. */
  readonly agent: string;
  /** Folder of compiled BPF objects. */
  readonly objects: string;
  /** `job.sh`, which the machine runs, and what it needs. */
  readonly scripts: readonly string[];
  /** Whether the agent is to record the host, too. */
  readonly record: boolean;
}

/** Lays out the root file system of a machine in `folder`. */
export function layOutGuest(
  folder: string,
  architecture: Architecture,
  apt: Apt,
  cache: string,
  payload: GuestPayload,
): void {
  rmSync(folder, { recursive: true, force: true });
  for (const each of ['usr', 'proc', 'sys', 'dev', 'tmp', 'etc', 'job'])
    mkdirSync(join(folder, each), { recursive: true });
  for (const each of ['bin', 'sbin', 'lib', 'lib64'])
    symlinkSync(`usr/${each}`, join(folder, each));
  for (const from of guestPackages(apt, architecture)) addPackage(folder, from);
  // The agent refuses a host without an identity.
  writeFileSync(join(folder, 'etc/machine-id'), `${'0'.repeat(31)}1\n`);
  const node = guestNode(architecture, cache);
  if (node.binary !== undefined) cpSync(node.binary, join(folder, 'usr/bin/node'));
  for (const { name, path } of node.modules)
    cpSync(path, join(folder, 'job/node_modules', name), { recursive: true });
  cpSync(payload.agent, join(folder, 'job/agent.mjs'));
  cpSync(payload.objects, join(folder, 'job/bpf'), { recursive: true });
  if (payload.record) writeFileSync(join(folder, 'job/record'), '');
  for (const each of payload.scripts) addScript(join(folder, 'job'), each);
}

/** What is taken of a package: programs, libraries, and the scripts that Debian's Node needs. */
const taken = ['bin', 'sbin', 'lib', 'lib64', 'share/nodejs'];

/** Copies a package; what it has in `/lib` goes where the links of the root folder lead. */
function addPackage(folder: string, from: string): void {
  for (const part of taken)
    for (const place of [part, `usr/${part}`])
      if (existsSync(join(from, place))) {
        mkdirSync(join(folder, 'usr', part), { recursive: true });
        runTool('cp', ['-a', `${join(from, place)}/.`, join(folder, 'usr', part)]);
      }
}

/** Copies a script; TypeScript without its types, which Debian's Node does not take. */
function addScript(folder: string, path: string): void {
  const text = readFileSync(path, 'utf8');
  if (path.endsWith('.ts'))
    writeFileSync(join(folder, basename(path).replace(/ts$/, 'mjs')), stripTypeScriptTypes(text));
  else writeFileSync(join(folder, basename(path)), text);
}
