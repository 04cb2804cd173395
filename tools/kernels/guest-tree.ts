import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Apt } from './apt.ts';
import { guestNode } from './guest-node.ts';
import type { Architecture } from './kernels.ts';
import { newestOf } from './package-index.ts';
import { runTool } from './run-tool.ts';

/** Debian packages inside the machines: bpftool, and what it and Node are linked with. */
const tools = ['bpftool', 'busybox-static'];
const libraries = [
  ...['libc6', 'libstdc++6', 'libgcc-s1', 'libatomic1'],
  ...['libelf1t64', 'libzstd1', 'zlib1g', 'libcap2', 'libssl3t64'],
];

/** Suites of the tools: the newest bpftool reads every kernel, the older ones not the newer kernels. */
const suites = ['trixie', 'trixie-backports'];

/** Unpacked folders of packages for the guest. Throws when a suite has none of that name. */
export function guestPackages(apt: Apt, names: readonly string[]): readonly string[] {
  return apt.unpacked(
    names.map((name) => {
      const found = newestOf(apt.packages, name, suites);
      if (found === undefined) throw new Error(`no package ${name} in ${suites.join(', ')}`);
      return found;
    }),
  );
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
  for (const each of ['usr/bin', 'usr/sbin', 'usr/lib', 'proc', 'sys', 'dev', 'tmp', 'etc', 'job'])
    mkdirSync(join(folder, each), { recursive: true });
  for (const each of ['bin', 'sbin', 'lib', 'lib64'])
    symlinkSync(`usr/${each}`, join(folder, each));
  for (const from of guestPackages(apt, [...tools, ...libraries])) {
    for (const part of [
      'usr/bin',
      'usr/sbin',
      'usr/lib',
      'usr/lib64',
      'bin',
      'sbin',
      'lib',
      'lib64',
    ])
      if (existsSync(join(from, part)))
        runTool('cp', [
          '-a',
          `${join(from, part)}/.`,
          join(folder, part.replace(/^(?!usr)/, 'usr/')),
        ]);
  }
  // The agent refuses a host without an identity.
  writeFileSync(join(folder, 'etc/machine-id'), `${'0'.repeat(31)}1\n`);
  const node = guestNode(architecture, cache);
  cpSync(node.binary, join(folder, 'usr/bin/node'));
  for (const { name, path } of node.modules)
    cpSync(path, join(folder, 'job/node_modules', name), { recursive: true });
  cpSync(payload.agent, join(folder, 'job/agent.mjs'));
  cpSync(payload.objects, join(folder, 'job/bpf'), { recursive: true });
  if (payload.record) writeFileSync(join(folder, 'job/record'), '');
  for (const each of payload.scripts) cpSync(each, join(folder, 'job', basename(each)));
}
