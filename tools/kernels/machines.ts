import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge, type Outcome } from '../../test/vm/judge.ts';
import { readResult } from '../../test/vm/result.ts';
import { type Apt, openApt } from './apt.ts';
import { bootFiles } from './boot-image.ts';
import { emulatorCommand } from './emulator.ts';
import { type GuestPayload, layOutGuest } from './guest-tree.ts';
import { type Architecture, type KernelSpec, suites } from './kernels.ts';
import { bootMachine } from './machine.ts';
import { chooseKernel } from './package-index.ts';
import { runTool } from './run-tool.ts';
import type { KernelRun } from './table.ts';

/** Where a run works, and with what. */
export interface Workshop {
  /** Downloads of this user, for all clones. */
  readonly cache: string;
  /** Folder of this run. */
  readonly folder: string;
  readonly payload: GuestPayload;
}

/** Longest time a machine may take, seconds; 30 are usual, on a busy host three times as many. */
const limits = { plain: 240, recording: 600 } as const;

/** Everything of one architecture that its machines share. */
export interface Yard {
  readonly apt: Apt;
  /** Program that emulates the architecture, and its first arguments. */
  readonly emulator: readonly string[];
  /** Root image. */
  readonly image: string;
  /** Static busybox. */
  readonly busybox: Uint8Array;
}

/** A program of the host that is needed and is not there; undefined when all are. */
const missingTool = (): string | undefined =>
  ['clang', 'mkfs.ext4', 'depmod', 'xz', 'apt-get', 'dpkg-deb'].find(
    (tool) => spawnSync(tool, ['--version']).error !== undefined,
  );

/** Opens apt and makes the root image of an architecture, or says why it cannot. */
export function openYard(workshop: Workshop, architecture: Architecture): Yard | string {
  const missing = missingTool();
  if (missing !== undefined) return `${missing} is not installed`;
  try {
    const emulator = emulatorCommand(architecture, workshop.cache);
    if (typeof emulator === 'string') return emulator;
    const apt = openApt(join(workshop.cache, architecture), architecture, suites);
    if (apt.packages.length === 0) return 'the Debian archive was not reached';
    const tree = join(workshop.folder, `tree-${architecture}`);
    layOutGuest(tree, architecture, apt, workshop.cache, workshop.payload);
    const image = join(workshop.folder, `root-${architecture}.img`);
    runTool('truncate', ['-s', '512M', image]);
    // Without what needs crc32c: on some kernels that is a module.
    const features = '^has_journal,^metadata_csum';
    runTool('mkfs.ext4', ['-q', '-F', '-O', features, '-d', tree, image]);
    return { apt, emulator, image, busybox: readFileSync(join(tree, 'usr/bin/busybox')) };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Boots a kernel and judges it. `record`: folder that takes what the agent recorded there. */
export async function runKernel(
  workshop: Workshop,
  yard: Yard,
  kernel: KernelSpec,
  say: (line: string) => void,
  record: string | undefined,
): Promise<KernelRun> {
  const { name } = kernel;
  const chosen = chooseKernel(yard.apt.packages, kernel);
  if (typeof chosen === 'string') {
    // Without the index of a suite it is not known whether the package is gone.
    const gone = !kernel.suites.some((suite) => yard.apt.unreached.includes(suite));
    return { name, release: undefined, outcomes: [], reason: chosen, gone };
  }
  const folder = join(workshop.folder, name);
  const out = join(folder, 'out');
  mkdirSync(out, { recursive: true });
  const { release } = chosen;
  try {
    const files = bootFiles(yard.apt, chosen, yard.busybox);
    const [initramfs, results] = [join(folder, 'initramfs'), join(folder, 'results.img')];
    writeFileSync(initramfs, files.initramfs);
    runTool('truncate', ['-s', '256M', results]);
    const booted = await bootMachine({
      ...{ architecture: kernel.architecture, kernel: files.kernel, initramfs },
      emulator: yard.emulator,
      ...{
        root: yard.image,
        results,
        limitSeconds: limits[record === undefined ? 'plain' : 'recording'],
      },
    });
    if (!booted.inTime)
      throw new Error(
        `not off after ${booted.seconds.toFixed(0)} s: ${booted.console.slice(-600)}`,
      );
    runTool('tar', ['-xf', results, '-C', out]);
    rmSync(results);
    const outcomes = judge(readResult(out));
    say(`${name}: ${release}, ${booted.seconds.toFixed(1)} s`);
    if (record !== undefined) outcomes.push(takeRecording(out, join(record, name)));
    return { name, release, outcomes };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, release, outcomes: [], reason };
  }
}

/** Takes what the agent recorded in the machine; one more outcome. */
function takeRecording(out: string, target: string): Outcome {
  const name = 'record';
  const text = (file: string): string => readFileSync(join(out, file), 'utf8').trim();
  rmSync(target, { recursive: true, force: true });
  // A kernel that is not supported is recorded, too, and the agent says so.
  if (!existsSync(join(out, 'record')))
    return { name, outcome: 'fail', reasons: [text('record.log').slice(-600)] };
  cpSync(join(out, 'record'), target, { recursive: true });
  return { name, outcome: 'pass', reasons: [] };
}
