import type { DayLine } from '@kfunc-census/ingest';
import { toCatalogueLine, toMessageLines } from '@kfunc-census/report';
import {
  type Build,
  createFleet,
  createKernel,
  demoFleet,
  type FleetKernel,
  idOf,
  type World,
  worldOf,
} from '@kfunc-census/testing';
import { addDays } from '@kfunc-census/usage';

/** Organisation of the demo fleet. */
export const demoOrganisation = 'demo';
/** First day of the seeded fleet, and how many there are. */
export const seedStart = '2026-02-01';
const seedDays = 90;
/** The last day of the seed. */
export const seedEnd = addDays(seedStart, seedDays - 1);

const wq = ['bpf_wq_init', 'bpf_wq_start'].map((name) => ({ names: [name] }));
const quoted = { id: "o'distro", version: '1' };
const fedora = { id: 'fedora', version: '43' };

/** Names to which kernels are cut down: the oracle, which is asked of each, looks at every report. */
const names = [
  'bpf_wq_init',
  'bpf_wq_start',
  'bpf_wq_set_callback',
  'bpf_wq_set_callback_impl',
  'bpf_dynptr_from_skb',
  'bpf_cast_to_kern_ctx',
  'bpf_cgroup_ancestor',
  'bpf_rcu_read_lock',
];

const kernels = {
  debian612: createKernel({ release: '6.12.63+deb13-amd64', names }),
  fedora618: createKernel({ release: '6.18.4-200.fc43', distro: fedora, names }),
  fedora70: createKernel({ release: '7.0.1-300.fc43', distro: fedora, names }),
  arm: createKernel({
    release: '6.18.5',
    arch: 'aarch64',
    distro: quoted,
    outOfTree: 'acme',
    names,
  }),
};

const build = (loader: string, line: string, name: string, names: readonly string[]): Build => ({
  loader,
  version: '1.0',
  line,
  programs: [{ type: 'syscall', name, calls: [...wq, { names }] }],
});
const old = build("pad'fixd", '6.17', 'pad_timer', ['bpf_wq_set_callback_impl']);
const both = build("pad'fixd", '6.19', 'pad_timer', [
  'bpf_wq_set_callback',
  'bpf_wq_set_callback_impl',
]);
const flow: Build = {
  loader: 'flowguard',
  version: '2.0',
  line: '6.12',
  programs: [{ type: 'sched_cls', name: 'flow_in', calls: [{ names: ['bpf_dynptr_from_skb'] }] }],
};
const inline: Build = {
  loader: 'inlined',
  version: '1.0',
  line: '6.12',
  programs: [
    {
      type: 'sched_cls',
      name: 'cast',
      lineInfo: false,
      calls: [{ names: ['bpf_cast_to_kern_ctx'] }],
    },
  ],
};
const early: Build = {
  loader: 'early',
  version: '0.9',
  line: '6.18',
  programs: [{ type: 'tracing', name: 'gone', calls: [{ names: ['bpf_cgroup_ancestor'] }] }],
};
const stage = (from: number, over: number, kernel: FleetKernel, builds: readonly Build[]) => ({
  from,
  over,
  kernel,
  builds,
});

const fleet = createFleet({
  seed: 'dashboards',
  start: seedStart,
  days: seedDays,
  groups: [
    {
      organisation: 'acme',
      hosts: 12,
      faults: { silent: 0.2, twice: 0.1, lossy: 0.2 },
      stages: [
        stage(0, 0, kernels.fedora618, [old, flow]),
        stage(60, 10, kernels.fedora618, [both, flow]),
        stage(75, 5, kernels.fedora70, [both, flow]),
      ],
    },
    {
      organisation: "o'brien & sons",
      hosts: 8,
      faults: { late: 0.05, blind: 0.3 },
      stages: [
        stage(0, 0, kernels.debian612, [flow, inline]),
        stage(70, 4, kernels.debian612, [old]),
      ],
    },
    {
      organisation: 'zeta',
      hosts: 4,
      faults: { late: 1 },
      stages: [stage(0, 0, kernels.arm, [old])],
    },
    {
      organisation: 'arm farm',
      hosts: 5,
      faults: {},
      stages: [
        stage(0, 0, kernels.arm, [old, early]),
        stage(50, 0, kernels.arm, [old]),
        stage(80, 3, kernels.arm, []),
      ],
    },
  ],
});

/** The demo fleet of the last 28 days of the seed. */
function demoWorld(): World {
  const days = 28;
  const demo = demoFleet(days);
  const first = addDays(seedEnd, 1 - days);
  const reports = Array.from({ length: days }, (_, day) =>
    demo.reportsOf(day).map((report) => {
      const receivedAt = Date.parse(addDays(first, day)) + 6 * 3_600_000;
      return toMessageLines(report, { organisation: demoOrganisation, receivedAt, ageSeconds: 60 });
    }),
  ).flat();
  const sets = new Map(reports.map(({ set }) => [set.set, set]));
  return {
    hosts: reports.map(({ host }) => host),
    sets: [...sets.values()],
    catalogues: demo.catalogues.map(toCatalogueLine),
  };
}

/** All that is stored: every organisation, and marks of every day but the last, which is open. */
export function seedWorld(): World {
  const made = worldOf(fleet);
  const demo = demoWorld();
  const day = addDays(seedEnd, -9);
  const letter: DayLine = { kind: 'reopened', day, org: 'acme', letter: idOf('letter') };
  return {
    hosts: [...made.hosts, ...demo.hosts],
    sets: [...made.sets, ...demo.sets],
    catalogues: [...made.catalogues, ...demo.catalogues],
    days: [...(made.days ?? []).slice(0, -1), letter],
  };
}
