import type { Build } from './builds.ts';
import { createFleet } from './fleet.ts';
import { createKernel } from './kernels.ts';
import type { HostGroup } from './plan.ts';
import type { Replay, ReplayEvent } from './replay.ts';

/** Days of the replay: it begins on 2026-01-05. */
const day = { proposed: 4, second: 11, applied: 15, end: 28 };

const events: readonly ReplayEvent[] = [
  {
    day: day.proposed,
    text: 'KF_IMPLICIT_ARGS is posted; on the same day the thread settles that task_work is new enough to break, that stream_vprintk "is not that clear", that the HID maintainer is fine with wq, and that the rbtree and list kfuncs stay since sched_ext uses them.',
    source:
      'list: bpf, 20260109184852.1089786-1-ihor.solodrai@linux.dev and replies of 2026-01-09 (13:39 to 13:56 -0800)',
  },
  {
    day: day.second,
    text: 'Second version, which removes the four names.',
    source: 'list: bpf, 20260116201700.864797-1-ihor.solodrai@linux.dev',
  },
  {
    day: day.applied,
    text: 'Applied to bpf-next: bpf_wq_set_callback_impl, bpf_task_work_schedule_{signal,resume}_impl and bpf_stream_vprintk_impl lose their suffix, and HID-BPF is changed with them. Released in 7.0.',
    source: 'commit: b97931a25a4b, 8157cc739ad3, 6e663ffdf760, d806f3101276 (all of 2026-01-20)',
  },
];

const debian = { id: 'debian', version: '13' };
const fedora = { id: 'fedora', version: '43' };
const ubuntu = { id: 'ubuntu', version: '24.04' };
const arch = { id: 'arch', version: '' };

const kernels = {
  debian612: createKernel({
    release: '6.12.63+deb13-amd64',
    distro: debian,
    without: ['scx_bpf_'],
  }),
  // Older than 6.10, which has the first of the four: on it they are exposed nowhere.
  ubuntu68: createKernel({ release: '6.8.0-90-generic', distro: ubuntu }),
  fedora617: createKernel({ release: '6.17.12-300.fc43.x86_64', distro: fedora }),
  fedora618: createKernel({ release: '6.18.4-200.fc43.x86_64', distro: fedora }),
  arch618: createKernel({ release: '6.18.5-arch1-1', distro: arch }),
  arm618: createKernel({ release: '6.18.5', arch: 'aarch64', distro: debian }),
  next: createKernel({ release: '6.19.0-rc5-next-20260114', line: '6.19', distro: fedora }),
  nextAfter: createKernel({ release: '6.19.0-rc6-next-20260122', line: '7.0', distro: fedora }),
};

const wq = ['bpf_wq_init', 'bpf_wq_start'].map((name) => ({ names: [name] }));
const wqOld = { names: ['bpf_wq_set_callback_impl'] };
const wqBoth = { names: ['bpf_wq_set_callback', 'bpf_wq_set_callback_impl'] };

/** Workqueues in HID-BPF programs of a desktop; the next version carries both names. */
const padfix = (
  version: string,
  line: string,
  callback: Build['programs'][0]['calls'][0],
): Build => ({
  loader: 'padfixd',
  version,
  line,
  programs: [
    { type: 'struct_ops', name: 'pad_event', calls: [{ names: ['hid_bpf_get_data'] }] },
    { type: 'syscall', name: 'pad_timer', calls: [...wq, callback] },
  ],
});
/** Out of any tree that a list would think of: a cache that expires its entries from BPF. */
const cachewheel: Build = {
  loader: 'cachewheel',
  version: '3.2',
  line: '6.12',
  programs: [
    { type: 'sched_cls', name: 'wheel_ingress', calls: [{ names: ['bpf_dynptr_from_skb'] }] },
    { type: 'sched_cls', name: 'wheel_expire', calls: [...wq, wqOld] },
  ],
};
/** Uses task_work where there is one. */
const stallwatch: Build = {
  loader: 'stallwatch',
  version: '0.4',
  line: '6.18',
  programs: [
    {
      type: 'tracing',
      name: 'stall_tick',
      calls: [
        { names: ['bpf_task_from_pid'] },
        { names: ['bpf_task_release'] },
        { names: ['bpf_task_work_schedule_signal_impl'], optional: true },
      ],
    },
  ],
};
const flowguard: Build = {
  loader: 'flowguard',
  version: '2.0',
  line: '6.4',
  programs: [{ type: 'sched_cls', name: 'flow_in', calls: [{ names: ['bpf_dynptr_from_skb'] }] }],
};
/** A loader that asks the kernel what it has, as `bpftool feature probe` does. */
const featureProbe: Build = {
  loader: 'bpftool',
  version: '7.6',
  line: '6.18',
  programs: [{ type: 'syscall', name: 'probe', calls: [wqOld], probe: true }],
};

const now = { from: 0, over: 0 };
const groups: readonly HostGroup[] = [
  {
    organisation: 'desktops',
    hosts: 60,
    faults: { silent: 0.1, twice: 0.1 },
    stages: [
      { ...now, kernel: kernels.fedora617, builds: [padfix('1.4', '6.17', wqOld)] },
      { from: 2, over: 12, kernel: kernels.fedora618, builds: [padfix('1.4', '6.17', wqOld)] },
      {
        from: day.applied + 5,
        over: 6,
        kernel: kernels.fedora618,
        builds: [padfix('1.5', '6.19', wqBoth)],
      },
    ],
  },
  {
    organisation: 'cloud',
    hosts: 180,
    faults: { late: 0.02, lossy: 0.1 },
    stages: [{ ...now, kernel: kernels.debian612, builds: [flowguard] }],
  },
  {
    organisation: 'shop',
    hosts: 36,
    faults: {},
    stages: [{ ...now, kernel: kernels.debian612, builds: [cachewheel, flowguard] }],
  },
  {
    organisation: 'university',
    hosts: 40,
    faults: { silent: 0.15 },
    stages: [{ ...now, kernel: kernels.arch618, builds: [stallwatch, featureProbe] }],
  },
  {
    organisation: 'bank',
    hosts: 25,
    faults: { blind: 1 },
    stages: [{ ...now, kernel: kernels.debian612, builds: [cachewheel] }],
  },
  {
    organisation: 'hosting',
    hosts: 50,
    faults: {},
    stages: [{ ...now, kernel: kernels.ubuntu68, builds: [flowguard] }],
  },
  {
    organisation: 'arm-farm',
    hosts: 20,
    faults: {},
    stages: [{ ...now, kernel: kernels.arm618, builds: [] }],
  },
  {
    organisation: 'kernel-lab',
    hosts: 12,
    faults: {},
    stages: [
      { ...now, kernel: kernels.next, builds: [padfix('1.4', '6.17', wqOld), stallwatch] },
      {
        from: day.applied + 2,
        over: 3,
        kernel: kernels.nextAfter,
        builds: [padfix('1.4', '6.17', wqOld), stallwatch],
      },
      {
        from: day.applied + 7,
        over: 2,
        kernel: kernels.nextAfter,
        builds: [padfix('1.5', '6.19', wqBoth), stallwatch],
      },
    ],
  },
];

/** January 2026: four kfuncs lose their suffix `_impl`, without alias; decided within hours. */
export const implRemoval: Replay = {
  name: 'impl-removal',
  description:
    'January 2026: bpf_wq_set_callback_impl, bpf_task_work_schedule_*_impl and bpf_stream_vprintk_impl are renamed without an alias. What the thread of 9 January asked ("so new", "not that clear"), as figures of that day and of the three weeks after.',
  start: '2026-01-05',
  days: day.end,
  kfuncs: [
    'bpf_wq_set_callback_impl',
    'bpf_wq_set_callback',
    'bpf_task_work_schedule_signal_impl',
    'bpf_task_work_schedule_resume_impl',
    'bpf_stream_vprintk_impl',
  ],
  events,
  fleet: (start = '2026-01-05') =>
    createFleet({ seed: 'replay impl-removal', start, days: day.end, groups }),
};
