import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Apt } from './apt.ts';
import { type ArchiveFile, cpioArchive } from './cpio.ts';
import { insertionOrder } from './modules.ts';
import type { KernelPackages } from './package-index.ts';
import { runTool } from './run-tool.ts';

/** Needed to reach the drives; on some kernels part of them is built in. crc32c: for ext4. */
const drives = ['crc32c_generic', 'virtio_pci', 'virtio_mmio', 'virtio_blk', 'ext4'];

/** The modules whose kfuncs are looked for. */
export const kfuncModules = ['nf_conntrack', 'nf_nat', 'fou', 'xfrm_interface'] as const;

/** First process of a machine that does one job: drives, root image, the job, and its folder of results on drive two. */
const init = `#!/bin/busybox sh
/bin/busybox mkdir -p /bin /proc /sys /dev /root
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/modules/$module" || echo "module $module"; done </modules/order
mount -t ext4 -o ro /dev/vda /root
for each in proc sys dev; do mount -o rbind "/$each" "/root/$each"; done
mount -t bpf bpf /root/sys/fs/bpf
mount -t tmpfs tmpfs /root/tmp
chroot /root /bin/busybox sh /job/job.sh
tar -C /root/tmp/out -cf /dev/vdb .
poweroff -f
`;

/** Paths of a kernel and an initramfs, ready to boot. */
export interface BootFiles {
  readonly kernel: string;
  readonly initramfs: Uint8Array;
}

/** What an initramfs holds besides busybox and what reaches the drives. */
export interface FirstProcess {
  /** Text of /init. Default: that of the machines that do one job. */
  readonly first?: string;
  /** Modules that it loads, from /modules in the order of /modules/order. Default: those with kfuncs. */
  readonly more?: readonly string[];
}

/** Unpacks a kernel's packages and makes the initramfs: a static busybox, and the modules wanted. */
export function bootFiles(
  apt: Apt,
  { release, packages }: KernelPackages,
  busybox: Uint8Array,
  { first = init, more = kfuncModules }: FirstProcess = {},
): BootFiles {
  const folders = apt.unpacked(packages);
  const find = (...paths: readonly string[]): string => {
    const candidates = folders.flatMap((folder) => paths.map((path) => join(folder, path)));
    const found = candidates.find((each) => existsSync(each));
    if (found === undefined) throw new Error(`${release}: its packages hold no ${paths[0]}`);
    return found;
  };
  const kernel = find(
    ...['vmlinuz', 'vmlinux'].flatMap((name) => [
      `boot/${name}-${release}`,
      `usr/lib/modules/${release}/${name}`,
    ]),
  );
  const inModules = (name: string): string =>
    find(`usr/lib/modules/${release}/${name}`, `lib/modules/${release}/${name}`);
  const folder = dirname(inModules('kernel'));
  if (!existsSync(join(folder, 'modules.dep')))
    runTool('depmod', ['-b', folder.replace(/(\/usr)?\/lib\/modules\/.*/, '$1'), release]);
  const text = (name: string): string => readFileSync(inModules(name), 'utf8');
  const { paths } = insertionOrder(text('modules.dep'), text('modules.builtin'), [
    ...drives,
    ...more,
  ]);
  return { kernel, initramfs: initramfs(folder, paths, busybox, first) };
}

function initramfs(
  modules: string,
  paths: readonly string[],
  busybox: Uint8Array,
  first: string,
): Uint8Array {
  const files = paths.map((path) => ({
    name: (path.split('/').at(-1) ?? '').replace(/\.xz$/, ''),
    bytes: moduleBytes(join(modules, path)),
  }));
  return cpioArchive([
    { path: 'init', bytes: Buffer.from(first), executable: true },
    { path: 'bin/busybox', bytes: busybox, executable: true },
    { path: 'modules/order', bytes: Buffer.from(files.map(({ name }) => `${name}\n`).join('')) },
    ...files.map(({ name, bytes }): ArchiveFile => ({ path: `modules/${name}`, bytes })),
  ]);
}

/** busybox does not unpack modules: they go in as the kernel takes them. */
const moduleBytes = (path: string): Uint8Array =>
  path.endsWith('.xz') ? runTool('xz', ['-dc', path]) : readFileSync(path);
