import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { openApt } from './apt.ts';
import { type Architecture, suites } from './kernels.ts';
import { withLibraries } from './package-index.ts';

/** Emulators that the host's packages have. */
const installed: Readonly<Record<Exclude<Architecture, 'riscv64'>, string>> = {
  amd64: 'qemu-system-x86_64',
  arm64: 'qemu-system-aarch64',
};

/**
 * Command that emulates an architecture, or a sentence that says what is absent. koffi's riscv64 is
 * built for RVA23, which the QEMU of Debian 12 does not know: that of Debian 13 is fetched, and runs with
 * the C library of its own packages.
 */
export function emulatorCommand(architecture: Architecture, cache: string): string[] | string {
  if (architecture === 'riscv64') return riscvCommand(cache);
  const program = installed[architecture];
  const absent = spawnSync(program, ['--version']).error !== undefined;
  return absent ? `${program} is not installed` : [program];
}

function riscvCommand(cache: string): string[] | string {
  const folder = join(cache, 'qemu-system-riscv');
  if (!existsSync(folder)) {
    const apt = openApt(join(cache, 'amd64'), 'amd64', suites);
    const found = withLibraries(apt.packages, ['qemu-system-riscv', 'opensbi'], ['trixie']);
    if (typeof found === 'string') return `no package ${found} in trixie`;
    const partial = `${folder}.partial`;
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    for (const from of apt.unpacked(found))
      for (const part of ['bin', 'lib', 'lib64', 'share/qemu'])
        if (existsSync(join(from, 'usr', part)))
          cpSync(join(from, 'usr', part), join(partial, part), {
            recursive: true,
            verbatimSymlinks: true,
          });
    renameSync(partial, folder);
  }
  const libraries = join(folder, 'lib/x86_64-linux-gnu');
  return [
    ...[join(libraries, 'ld-linux-x86-64.so.2'), '--library-path', libraries],
    join(folder, 'bin/qemu-system-riscv64'),
    ...['-bios', join(folder, 'lib/riscv64-linux-gnu/opensbi/generic/fw_dynamic.bin')],
  ];
}
