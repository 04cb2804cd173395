import { createHash } from 'node:crypto';
import { type Catalogue, catalogueId, type Report, type ReportProgram } from '@kfunc-census/report';

/** A synthetic fleet: reports of one day, and the catalogues they refer to. */
export interface DemoFleet {
  readonly catalogues: readonly Catalogue[];
  /** Reports of all hosts that report on a day; day 0 is the oldest. */
  reportsOf(day: number): readonly Report[];
}

interface Kernel {
  readonly release: string;
  readonly kfuncs: readonly string[];
}

interface Image {
  readonly distro: { readonly id: string; readonly version: string };
  readonly kernels: readonly [before: Kernel, after: Kernel];
  readonly programs: readonly ReportProgram[];
}

const common = [
  'bpf_rcu_read_lock',
  'bpf_rcu_read_unlock',
  'bpf_obj_new_impl',
  'bpf_obj_drop_impl',
  'bpf_task_from_pid',
  'bpf_task_release',
  'bpf_cast_to_kern_ctx',
  'bpf_dynptr_from_skb',
  'bpf_cpumask_create',
  'bpf_cpumask_release',
  'bpf_iter_num_new',
  'bpf_iter_num_next',
  'bpf_iter_num_destroy',
];

const kernel612: Kernel = {
  release: '6.12.48-demo',
  kfuncs: [...common, 'bpf_wq_set_callback_impl', 'scx_bpf_dispatch', 'scx_bpf_consume'],
};
const kernel618: Kernel = {
  release: '6.18.9-demo',
  kfuncs: [
    ...common,
    'bpf_wq_set_callback_impl',
    'scx_bpf_dsq_insert',
    'scx_bpf_dsq_move_to_local',
  ],
};

const uses = (
  type: string,
  name: string,
  loader: string,
  kfuncs: Readonly<Record<string, number>>,
): ReportProgram => ({
  type,
  attach_target: null,
  name,
  object: null,
  attached: 'yes',
  probe: false,
  attach_type: null,
  held_by: ['link'],
  loader: { exe: loader, package: loader, package_version: '1.0', unit: null, container: null },
  source: null,
  run: null,
  instances: 1,
  kfuncs: Object.entries(kfuncs).map(([kfunc, sites]) => ({
    name: kfunc,
    module: 'vmlinux',
    status: sites === 0 ? ('inlined' as const) : ('called' as const),
    guard: 'not-seen' as const,
    sites,
  })),
});

const images: readonly Image[] = [
  {
    distro: { id: 'debian', version: '13' },
    kernels: [kernel612, kernel618],
    programs: [
      uses('sched_cls', 'demo_ingress', 'demo-router', { bpf_dynptr_from_skb: 2 }),
      uses('sched_cls', 'demo_egress', 'demo-router', { bpf_cast_to_kern_ctx: 0 }),
    ],
  },
  {
    distro: { id: 'fedora', version: '43' },
    kernels: [kernel618, kernel618],
    programs: [
      uses('tracing', 'demo_task_watch', 'demo-tracer', {
        bpf_rcu_read_lock: 1,
        bpf_rcu_read_unlock: 1,
        bpf_task_from_pid: 1,
        bpf_task_release: 1,
      }),
      uses('syscall', 'demo_timer', 'demo-tracer', { bpf_wq_set_callback_impl: 1 }),
    ],
  },
  {
    distro: { id: 'ubuntu', version: '26.04' },
    kernels: [kernel612, kernel612],
    programs: [uses('struct_ops', 'demo_enqueue', 'demo-scheduler', { scx_bpf_dispatch: 3 })],
  },
  { distro: { id: 'debian', version: '13' }, kernels: [kernel612, kernel618], programs: [] },
];

const hosts = 40;
const id128 = (text: string): string =>
  createHash('sha256').update(`demo ${text}`).digest('hex').slice(0, 32);

function catalogueOf({ kfuncs }: Kernel): Catalogue {
  const entry = (name: string): Catalogue['kfuncs'][number] => ({
    name,
    prototype: 'void (void)',
    shape: 'proto(0):void',
    seen: { tag: true, func: true, symbol: true },
    known_by: 'tag',
    tags: [],
    callable: true,
  });
  return {
    schema: 'kfunc-census/catalogue/v1',
    module: 'vmlinux',
    kfuncs: [...kfuncs].sort().map(entry),
  };
}

function reportOf(host: number, day: number, days: number): Report {
  const image = images[host % images.length] as Image;
  // Each host moves to the newer kernel on a day of its own, spread over the whole window.
  const kernel = image.kernels[day * hosts >= host * days ? 1 : 0];
  const usable = image.programs.filter(({ kfuncs }) =>
    kfuncs.every(({ name }) => kernel.kfuncs.includes(name ?? '')),
  );
  const blind = host === 4;
  return {
    schema: 'kfunc-census/report/v1',
    host_id: id128(`host ${host}`),
    boot_id: id128(`boot ${host} ${kernel.release}`),
    seq: day + 1,
    collected_at: new Date(Date.UTC(2026, 0, 1 + day, 6)).toISOString(),
    uptime_s: (day + 1) * 86_400,
    agent: {
      version: 'demo',
      config_digest: id128('config'),
      lifecycle: '7.3',
      scan_interval_s: 86_400,
    },
    kernel: {
      release: kernel.release,
      arch: 'x86_64',
      distro: image.distro,
      catalogues: [{ module: 'vmlinux', id: catalogueId(catalogueOf(kernel)) }],
      installable: [],
    },
    coverage: {
      complete: !blind,
      programs_loaded: 10,
      programs_read: blind ? 8 : 10,
      ids_unseen: host % 3,
      not_observable: [],
      losses: blind ? [{ reason: 'denied', count: 2 }] : [],
    },
    totals: [{ type: 'cgroup_skb', loaded: 10, with_kfuncs: usable.length }],
    objects: [],
    programs: usable,
  };
}

/**
 * The fleet of `npm start -- --demo`: 40 hosts of four images, of which two move from one kernel line
 * to the next during the window, one host is not covered, and one fell silent half way. Every value
 * follows from host and day alone, so that the figures are the same on every start.
 */
export function demoFleet(days: number): DemoFleet {
  return {
    catalogues: [kernel612, kernel618].map(catalogueOf),
    reportsOf: (day) =>
      Array.from({ length: hosts }, (_, host) => host)
        .filter((host) => host !== 11 || day < days / 2)
        .map((host) => reportOf(host, day, days)),
  };
}
