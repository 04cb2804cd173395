import { lifecycle } from '@kfunc-census/lifecycle';
import type { Build, BuiltProgram, Call } from './builds.ts';
import { createFleet, type Fleet } from './fleet.ts';
import { createKernel, type FleetKernel } from './kernels.ts';
import type { Faults, HostGroup, Stage } from './plan.ts';
import { Random } from './random.ts';

/** What a random fleet is like. */
export interface FleetSettings {
  /** Decides everything that the rest leaves open. */
  readonly seed: string;
  /** Part of the names of its organisations: tells fleets of one store apart. Default the seed. */
  readonly salt?: string;
  /** First UTC day, `YYYY-MM-DD`. Default 2026-01-01. */
  readonly start?: string;
  /** Default 10. */
  readonly days?: number;
  /** At least one for each organisation. Default 12. */
  readonly hosts?: number;
  /** The first has half of the hosts, clones of one image. Default 3. */
  readonly organisations?: number;
  /** All organisations have as many hosts instead. Default false. */
  readonly even?: boolean;
  /** Images of an organisation, at most. Default 3. */
  readonly images?: number;
  /** Names of the lifecycle data that the kernels are cut down to; default 20, Infinity: all. */
  readonly kfuncs?: number;
  /** Default: some of each. */
  readonly faults?: Faults;
}

const lines = ['6.1', '6.8', '6.12', '6.16', '6.17', '6.18', '6.19', '7.0', '7.1', '7.2', '7.3'];
const distros = [
  { id: 'debian', version: '13' },
  { id: 'fedora', version: '43' },
  { id: 'ubuntu', version: '26.04' },
] as const;
/**
 * Names with a history, in every random fleet: renamed with an alias and without, reused with another
 * shape, inlined always, from some line on, and in tracing programs only, of a module, and a hook.
 */
const interesting = [
  'bpf_wq_set_callback_impl',
  'bpf_wq_set_callback',
  'scx_bpf_dispatch',
  'scx_bpf_dsq_insert',
  'bpf_stream_vprintk',
  'bpf_stream_vprintk_impl',
  'bpf_cast_to_kern_ctx',
  'bpf_iter_num_next',
  'bpf_session_cookie',
  'bpf_skb_ct_lookup',
  'bpf_rcu_read_lock',
  'update_socket_protocol',
];
const someFaults: Faults = {
  blind: 0.15,
  silent: 0.15,
  late: 0.1,
  twin: 0.1,
  twice: 0.1,
  lossy: 0.2,
};

function anyKernel(random: Random, line: string, names: readonly string[]): FleetKernel {
  return createKernel({
    release: `${line}.${random.below(3)}`,
    arch: random.pick(['x86_64', 'x86_64', 'aarch64']),
    distro: random.pick(distros),
    modules: random.chance(0.5) ? ['nf_conntrack', 'nf_nat'] : [],
    without: random.chance(0.2) ? ['scx_bpf_'] : [],
    names,
    ...(random.chance(0.1) ? { outOfTree: 'acme' } : {}),
  });
}

/** Names that a program tries in turn: the newer of a family first, as compat headers do. */
function anyCall(random: Random, name: string): Call {
  const members = lifecycle.familyOf(name)?.members ?? [name];
  const others = members.filter((member) => member !== name);
  const names = others.length > 0 && random.chance(0.5) ? [random.pick(others), name] : [name];
  return { names, optional: random.chance(0.25) };
}

function anyType(random: Random, name: string): string {
  const types = lifecycle.programTypesOf(name).map(({ type }) => type);
  const possible = types.filter((type) => type !== 'unspec');
  return random.pick(
    possible.length > 0 ? possible : ['sched_cls', 'tracing', 'struct_ops', 'xdp'],
  );
}

function anyProgram(random: Random, kernel: FleetKernel, name: string): BuiltProgram {
  const callable = [...kernel.offers].filter(([, offer]) => offer.callable).map(([of]) => of);
  const called = random.some(callable, 1 + random.below(3));
  const targets = [...kernel.offers.keys()];
  const attaches = targets.length > 0 && random.chance(0.2);
  const type = attaches ? 'tracing' : anyType(random, called[0] ?? '');
  return {
    type,
    name,
    calls: called.map((of) => anyCall(random, of)),
    ...(attaches ? { attachTarget: random.pick(targets) } : {}),
    lineInfo: random.chance(0.7),
    probe: random.chance(0.15),
  };
}

function anyBuild(
  random: Random,
  kernel: FleetKernel,
  name: string,
  names: readonly string[],
): Build {
  return {
    loader: `${name}d`,
    version: `1.${random.below(3)}`,
    line: kernel.line,
    programs: Array.from({ length: 1 + random.below(2) }, (_, index) =>
      anyProgram(random, kernel, `${name}_p${index}`),
    ),
    spare: random.chance(0.5) ? random.some(names, 2) : [],
    externs: random.chance(0.85),
  };
}

function anyStages(random: Random, image: string, days: number, names: readonly string[]): Stage[] {
  const first = random.below(lines.length);
  const kernel = anyKernel(random, lines[first] ?? '6.12', names);
  const builds = Array.from({ length: random.below(4) }, (_, index) =>
    anyBuild(random, kernel, `${image}_b${index}`, names),
  );
  const stages: Stage[] = [{ from: 0, over: 0, kernel, builds }];
  while (stages.length < 3 && random.chance(0.5)) {
    const before = stages.at(-1) ?? { kernel, builds };
    const line = random.pick(lines.slice(Math.max(0, lines.indexOf(before.kernel.line))));
    const newer = random.chance(0.7) ? anyKernel(random, line, names) : before.kernel;
    const added = random.chance(0.4)
      ? [anyBuild(random, newer, `${image}_s${stages.length}`, names)]
      : [];
    stages.push({
      from: random.below(days),
      over: random.below(days),
      kernel: newer,
      builds: [...before.builds, ...added],
    });
  }
  return stages.sort((a, b) => a.from - b.from);
}

/** Hosts of each organisation: half for the first, half of the rest for the second, and so on. */
function sizesOf(hosts: number, organisations: number, even: boolean): readonly number[] {
  if (even) return Array.from({ length: organisations }, () => Math.ceil(hosts / organisations));
  let left = hosts;
  return Array.from({ length: organisations }, (_, index) => {
    const after = organisations - index - 1;
    const size = after === 0 ? Math.max(1, left) : Math.max(1, Math.floor(left / 2));
    left = Math.max(after, left - size);
    return size;
  });
}

/** A fleet of which everything is left to chance, within the settings. */
export function randomFleet(settings: FleetSettings): Fleet {
  const { seed, start = '2026-01-01', days = 10, hosts = 12 } = settings;
  const { organisations = 3, images = 3, kfuncs = 20, faults = someFaults } = settings;
  const { salt = seed, even = false } = settings;
  const random = new Random('fleet', seed);
  const known = lifecycle.knownNames();
  const others = Math.min(known.length, kfuncs);
  const names = [...new Set([...interesting, ...random.some(known, others)])].slice(0, others);
  const groups = sizesOf(hosts, organisations, even).flatMap((size, index): HostGroup[] => {
    const count = index === 0 ? 1 : Math.min(size, 1 + random.below(images));
    return Array.from({ length: count }, (_, image) => ({
      organisation: `org-${index}-${salt}`,
      hosts: Math.floor(size / count) + (image < size % count ? 1 : 0),
      stages: anyStages(random, `i${index}_${image}`, days, names),
      faults,
    }));
  });
  return createFleet({ seed, start, days, groups: sharing(groups, seed) });
}

/** Some images are those of another organisation: what is free to all is loaded by several. */
function sharing(groups: readonly HostGroup[], seed: string): readonly HostGroup[] {
  return groups.map((group, at) => {
    const random = new Random('shared', seed, at);
    const other = groups[random.below(at)];
    return random.chance(0.3) && other !== undefined ? { ...group, stages: other.stages } : group;
  });
}
