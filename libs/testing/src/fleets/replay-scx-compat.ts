import type { Build, Call } from './builds.ts';
import { createFleet } from './fleet.ts';
import { createKernel } from './kernels.ts';
import type { HostGroup } from './plan.ts';
import type { Replay, ReplayEvent } from './replay.ts';

/** Days of the replay: it begins on 2025-09-22. */
const day = { stripped: 14, restored: 37, end: 49 };

const events: readonly ReplayEvent[] = [
  {
    day: day.stripped,
    text: '"Enough time has passed": the macros that call scx_bpf_dispatch and its like where scx_bpf_dsq_insert is missing are stripped from tools/sched_ext (111a79800aed). What is built with these headers does not load on 6.12.',
    source: 'list: sched-ext, 20251007015147.2496026-2-tj@kernel.org (2025-10-06 15:51 -1000)',
  },
  {
    day: day.restored,
    text: 'Restored after one developer reported it: 6.12 is the LTS kernel. Only that way round: what was built for 6.13 and before does not run where the old names are gone.',
    source: 'list: sched-ext, 33d319a7063f59638ae1be709f4e10e9@kernel.org (2025-10-29 08:35 -1000)',
  },
];

const kernels = {
  // 6.12 has the old names only; 6.13 has both; 6.17 the new only (cc26abb1a19a, 4ecf83741401).
  lts612: createKernel({ release: '6.12.51-1-lts', distro: { id: 'arch', version: '' } }),
  nix612: createKernel({ release: '6.12.48', distro: { id: 'nixos', version: '25.05' } }),
  // Debian builds its 6.12 without sched_ext (libs/lifecycle/fixtures/presence.json, 6.12.117+deb13).
  debian612: createKernel({ release: '6.12.48+deb13-amd64', without: ['scx_bpf_'] }),
  ubuntu614: createKernel({
    release: '6.14.0-33-generic',
    distro: { id: 'ubuntu', version: '25.04' },
  }),
  fedora616: createKernel({
    release: '6.16.9-200.fc42.x86_64',
    distro: { id: 'fedora', version: '42' },
  }),
  fedora617: createKernel({
    release: '6.17.4-200.fc42.x86_64',
    distro: { id: 'fedora', version: '42' },
  }),
};

const insert = {
  old: 'scx_bpf_dispatch',
  new: 'scx_bpf_dsq_insert',
  v2: 'scx_bpf_dsq_insert___v2',
};
const move = { old: 'scx_bpf_consume', new: 'scx_bpf_dsq_move_to_local' };

/** A scheduler with the names that its headers make it carry, the first that is there being called. */
function scheduler(
  version: string,
  line: string,
  inserts: readonly string[],
  moves: readonly string[],
): Build {
  const call = (names: readonly string[]): Call => ({ names });
  return {
    loader: 'scx_lanes',
    version,
    line,
    programs: [
      {
        type: 'struct_ops',
        name: 'lanes_enqueue',
        calls: [call(inserts), call(['scx_bpf_kick_cpu'])],
      },
      { type: 'struct_ops', name: 'lanes_dispatch', calls: [call(moves)] },
      { type: 'struct_ops', name: 'lanes_init', calls: [call(['scx_bpf_create_dsq'])] },
    ],
  };
}

const builds = {
  /** Of the time of 6.12: the old names only. */
  first: scheduler('1.0', '6.12', [insert.old], [move.old]),
  compat: scheduler('1.3', '6.16', [insert.new, insert.old], [move.new, move.old]),
  stripped: scheduler('1.4', '6.17', [insert.new], [move.new]),
  restored: scheduler('1.5', '6.19', [insert.v2, insert.new, insert.old], [move.new, move.old]),
};

const now = { from: 0, over: 0 };
const groups: readonly HostGroup[] = [
  {
    organisation: 'render-farm',
    hosts: 60,
    faults: { twice: 0.05 },
    stages: [
      { ...now, kernel: kernels.lts612, builds: [builds.compat] },
      { from: day.stripped + 3, over: 10, kernel: kernels.lts612, builds: [builds.stripped] },
      { from: day.restored + 2, over: 6, kernel: kernels.lts612, builds: [builds.restored] },
    ],
  },
  {
    organisation: 'university',
    hosts: 30,
    faults: { silent: 0.1 },
    stages: [{ ...now, kernel: kernels.nix612, builds: [builds.first] }],
  },
  {
    organisation: 'game-servers',
    hosts: 80,
    faults: { lossy: 0.1 },
    stages: [
      { ...now, kernel: kernels.ubuntu614, builds: [builds.compat] },
      { from: day.stripped + 5, over: 5, kernel: kernels.ubuntu614, builds: [builds.stripped] },
    ],
  },
  {
    organisation: 'desktops',
    hosts: 50,
    faults: { silent: 0.1 },
    stages: [
      { ...now, kernel: kernels.fedora616, builds: [builds.compat] },
      { from: 10, over: 20, kernel: kernels.fedora617, builds: [builds.compat] },
    ],
  },
  {
    organisation: 'archive',
    hosts: 15,
    faults: {},
    stages: [
      { ...now, kernel: kernels.fedora616, builds: [builds.first] },
      // The old names are gone there, and the scheduler with them.
      { from: 20, over: 5, kernel: kernels.fedora617, builds: [builds.first] },
    ],
  },
  {
    organisation: 'cloud',
    hosts: 150,
    faults: { late: 0.02 },
    stages: [{ ...now, kernel: kernels.debian612, builds: [] }],
  },
  {
    organisation: 'kernel-lab',
    hosts: 8,
    faults: {},
    stages: [
      { ...now, kernel: kernels.fedora617, builds: [builds.compat] },
      { from: day.stripped + 1, over: 0, kernel: kernels.fedora617, builds: [builds.stripped] },
    ],
  },
];

/** October 2025: what lets new schedulers run on 6.12 is stripped, and restored three weeks later. */
export const scxCompat: Replay = {
  name: 'scx-compat',
  description:
    'October 2025: the compat macros of sched_ext for 6.12 are stripped ("enough time has passed") and restored three weeks later, since 6.12 is the LTS kernel. How many hosts took the fallback on the day of the strip, who lost the scheduler after it, and which builds run on which kernel.',
  start: '2025-09-22',
  days: day.end,
  kfuncs: [insert.old, insert.new, insert.v2, move.old, move.new],
  events,
  fleet: (start = '2025-09-22') =>
    createFleet({ seed: 'replay scx-compat', start, days: day.end, groups }),
};
