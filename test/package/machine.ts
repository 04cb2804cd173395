import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApt } from '../../tools/kernels/apt.ts';
import { bootFiles } from '../../tools/kernels/boot-image.ts';
import { cacheDirectory } from '../../tools/kernels/cache.ts';
import { suites } from '../../tools/kernels/kernels.ts';
import { chooseKernel } from '../../tools/kernels/package-index.ts';
import { runTool } from '../../tools/kernels/run-tool.ts';
import { root as repository } from '../../tools/lib/run.ts';
import { debianTar } from './debian-root.ts';

const guest = join(repository, 'test/package/guest');
/** The machine is killed after that time, seconds; 60 are usual. */
const limitSeconds = 420;

/** First process: the drive of a Debian, and its systemd. */
const first = `#!/bin/busybox sh
/bin/busybox mkdir -p /bin /proc /sys /dev /root
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
while read -r module; do insmod "/modules/$module" || echo "module $module"; done </modules/order
mount -t ext4 -o rw /dev/vda /root
umount /proc /sys
mount -o move /dev /root/dev
exec switch_root /root /sbin/init
`;

/** Makes the timers fire at once, and each unit tell what it may do, from inside. */
const dropIns: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['scan', 'send'].flatMap((name) => [
      [
        `kfunc-census-${name}.timer.d/proof.conf`,
        '[Timer]\nOnCalendar=\nOnActiveSec=1s\nRandomizedDelaySec=0\nPersistent=no\nAccuracySec=100ms\n',
      ],
      [
        `kfunc-census-${name}.service.d/proof.conf`,
        `[Service]\nTimeoutStartSec=3min\nExecStartPost=/usr/lib/kfunc-census/node /proof/inside.cjs /var/lib/kfunc-census/proof-${name}\n`,
      ],
    ]),
  ),
};

/** Lays out a Debian 12 with systemd, the agent installed from its package, and the proof to run. */
function layOut(tree: string, deb: string, token: string, gatewayPort: number): void {
  mkdirSync(tree);
  runTool('tar', [
    '-xf',
    debianTar('systemd', ['systemd', 'systemd-sysv', 'iproute2', 'kmod']),
    '-C',
    tree,
  ]);
  copyFileSync(deb, join(tree, 'agent.deb'));
  runTool('chroot', [tree, 'dpkg', '-i', '/agent.deb']);
  const write = (path: string, text: string): void => {
    const target = join(tree, path);
    mkdirSync(join(target, '..'), { recursive: true });
    writeFileSync(target, text);
  };
  write('etc/machine-id', '0123456789abcdef0123456789abcdef\n');
  write('var/lib/kfunc-census/send.token', `${token}\n`);
  for (const [path, text] of Object.entries(dropIns)) write(`etc/systemd/system/${path}`, text);
  for (const name of ['proof.sh', 'relay.cjs', 'program-ids.cjs', 'inside.cjs']) {
    mkdirSync(join(tree, 'proof'), { recursive: true });
    copyFileSync(join(guest, name), join(tree, 'proof', name));
  }
  chmodSync(join(tree, 'proof/proof.sh'), 0o755);
  write(
    'etc/systemd/system/proof.service',
    `[Unit]\nAfter=multi-user.target\n[Service]\nType=oneshot\nTimeoutStartSec=infinity\nStandardOutput=journal+console\nStandardError=journal+console\nExecStart=/proof/proof.sh ${gatewayPort}\n`,
  );
  // A job of the last target: nothing of the boot is still at work, and no program comes or goes.
  write('etc/systemd/system/multi-user.target.d/proof.conf', '[Unit]\nWants=proof.service\n');
}

/** What came out of the machine. */
export interface MachineResult {
  readonly console: string;
  /** A file of the results; '' where there is none. */
  text(name: string): string;
}

/**
 * Boots Debian 12 with its own kernel under emulation, and waits until it is off. Throws when it was not
 * off in time.
 */
export async function bootDebian(
  folder: string,
  deb: string,
  token: string,
  gatewayPort: number,
): Promise<MachineResult> {
  const apt = openApt(join(cacheDirectory(), 'kernels/amd64'), 'amd64', suites);
  const chosen = chooseKernel(apt.packages, {
    suites: ['bookworm'],
    line: '6.1',
    flavour: 'cloud-amd64',
  });
  if (typeof chosen === 'string') throw new Error(chosen);
  const box = apt.packages.find(
    ({ name, suite }) => name === 'busybox-static' && suite === 'trixie',
  );
  if (box === undefined) throw new Error('no busybox-static in the archive');
  const [boxFolder = ''] = apt.unpacked([box]);
  const busybox = readFileSync(join(boxFolder, 'usr/bin/busybox'));
  const files = bootFiles(apt, chosen, busybox, { first, more: ['virtio_net'] });
  const at = (name: string): string => join(folder, name);
  writeFileSync(at('initramfs'), files.initramfs);
  layOut(at('tree'), deb, token, gatewayPort);
  runTool('truncate', ['-s', '1G', at('root.img')]);
  const features = '^has_journal,^metadata_csum';
  runTool('mkfs.ext4', ['-q', '-F', '-O', features, '-d', at('tree'), at('root.img')]);
  runTool('truncate', ['-s', '16M', at('results.img')]);
  const console = await boot(files.kernel, folder);
  mkdirSync(at('out'));
  runTool('tar', ['-xf', at('results.img'), '-C', at('out')]);
  return {
    console,
    text: (name) => readFileSync(join(folder, 'out', name), 'utf8'),
  };
}

async function boot(kernel: string, folder: string): Promise<string> {
  const drive = (name: string): string[] => [
    '-drive',
    `file=${join(folder, name)},if=virtio,format=raw`,
  ];
  const child = spawn(
    'qemu-system-x86_64',
    [
      ...['-accel', 'tcg,thread=multi', '-cpu', 'max', '-m', '768', '-smp', '1'],
      ...['-nodefaults', '-no-user-config', '-nographic', '-no-reboot', '-serial', 'stdio'],
      ...['-nic', 'user,model=virtio', '-kernel', kernel, '-initrd', join(folder, 'initramfs')],
      ...['-append', 'console=ttyS0 quiet panic=-1 systemd.show_status=0 net.ifnames=0'],
      ...drive('root.img'),
      ...drive('results.img'),
    ],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let console = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text: Buffer) => {
      console += text;
    });
  let killed = false;
  const timer = setTimeout(() => {
    killed = true;
    child.kill('SIGKILL');
  }, limitSeconds * 1000);
  await once(child, 'close').finally(() => clearTimeout(timer));
  if (killed) throw new Error(`not off after ${limitSeconds} s: ${console.slice(-2000)}`);
  return console;
}
