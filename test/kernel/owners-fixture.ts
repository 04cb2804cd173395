import { execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import {
  createLink,
  openPerfEvent,
  openPin,
  openRawTracepoint,
  pinObject,
  updateMap,
} from './bpf-calls.ts';
import { BpfFixture, bpfAvailable, bpftool, type Loaded } from './load.ts';

/** Numbers of enum bpf_attach_type, and XDP_FLAGS_SKB_MODE. */
const attach = { cgroupEgress: 1, iter: 28, xdp: 37, tcxIngress: 46 } as const;
const genericXdp = 2;
const devices = ['census0', 'census1'] as const;
/** A cgroup that is named like a unit of systemd. */
export const unit = 'census-owner@7.service';

const run = (command: string, ...args: string[]): string =>
  execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Where the unified hierarchy of cgroups is mounted. */
function cgroupRoot(): string | undefined {
  return / (\S+) cgroup2 /.exec(readFileSync('/proc/mounts', 'utf8'))?.[1];
}

/** Why the fixture cannot be set up here; true when it can. */
export function ownersAvailable(): true | string {
  for (const tool of ['ip', 'tc', 'unshare', 'nsenter', 'setpriv'])
    if (spawnSync(tool, ['-V']).error !== undefined) return `${tool} is not installed`;
  if (cgroupRoot() === undefined) return 'no cgroup2 is mounted';
  return bpfAvailable();
}

/** Runs `undo` steps in reverse order, so that a set-up that fails half way leaves nothing. */
class Undo {
  readonly #steps: (() => void)[] = [];

  push(step: () => void): void {
    this.#steps.push(step);
  }

  run(): void {
    for (let step = this.#steps.pop(); step !== undefined; step = this.#steps.pop()) step();
  }
}

/**
 * Programs held and attached in every way that this kernel allows, each in one way only (see
 * bpf/owners.bpf.c for their names). `close` takes everything back.
 */
export class OwnersFixture {
  readonly programs: readonly Loaded[];
  /** What must not leave the host: process ids, and paths of pins and of the cgroup. */
  readonly secrets: { readonly pids: number[]; readonly paths: string[] } = {
    pids: [process.pid],
    paths: [],
  };
  readonly #undo = new Undo();
  readonly #bpf: BpfFixture;

  constructor() {
    this.#bpf = new BpfFixture();
    this.#undo.push(() => this.#bpf.close());
    try {
      this.programs = this.#bpf.load('owners');
      const pins = dirname(this.#bpf.pin('owners'));
      this.secrets.paths.push(
        pins,
        basename(pins),
        'tcx_link',
        'owners/held_by',
        cgroupRoot() ?? '',
      );
      this.#holdByProcess();
      this.#attachToDevices();
      this.#attachToCgroup();
      this.#attachByLinks();
      this.#attachToPerfEvent();
      this.#putIntoMaps();
      this.#putIntoRedirects();
      this.#pinElsewhere();
      for (const { name } of this.programs) if (name !== 'held_by_runs') unlinkSync(this.pin(name));
    } catch (error) {
      this.#undo.run();
      throw error;
    }
  }

  close(): void {
    this.#undo.run();
  }

  /** Path at which a program is pinned, until the set-up is done. */
  pin(program: string): string {
    return this.#bpf.pin(`owners/${program}`);
  }

  /** Starts a process that is ended with the fixture; it gets `fds` as its fourth and on. */
  start(command: string, args: readonly string[], fds: readonly number[] = []): number {
    const options: SpawnOptions = { stdio: ['ignore', 'ignore', 'inherit', ...fds] };
    const child = spawn(command, args, options);
    this.#undo.push(() => void child.kill('SIGKILL'));
    if (child.pid === undefined) throw new Error(`${command} does not start`);
    this.secrets.pids.push(child.pid);
    return child.pid;
  }

  /** A directory of its own, removed with the fixture. */
  scratch(): string {
    const directory = mkdtempSync(join(tmpdir(), 'census-owners-'));
    this.#undo.push(() => rmSync(directory, { recursive: true }));
    return directory;
  }

  /** Only a process of the name `sleep`, in a cgroup named like a unit, holds the program. */
  #holdByProcess(): void {
    const fd = openPin(this.pin('held_by_fd'));
    const pid = this.start('sleep', ['1000'], [fd]);
    closeSync(fd);
    const group = join(cgroupRoot() ?? '', unit);
    mkdirSync(group, { recursive: true });
    this.secrets.paths.push(group, unit);
    this.#undo.push(() => {
      writeFileSync(join(cgroupRoot() ?? '', 'cgroup.procs'), String(pid));
      rmdirSync(group);
    });
    writeFileSync(join(group, 'cgroup.procs'), String(pid));
  }

  #attachToDevices(): void {
    const [first, second] = devices;
    run('ip', 'link', 'add', first, 'type', 'veth', 'peer', 'name', second);
    this.#undo.push(() => void run('ip', 'link', 'del', first));
    const filter = ['bpf', 'direct-action', 'object-pinned', this.pin('held_by_filter')];
    run('tc', 'qdisc', 'add', 'dev', first, 'clsact');
    run('tc', 'filter', 'add', 'dev', first, 'egress', ...filter);
    run('ip', 'link', 'set', 'dev', first, 'xdpgeneric', 'pinned', this.pin('held_by_xdp'));
    const device = (name: string): number =>
      Number(readFileSync(`/sys/class/net/${name}/ifindex`, 'utf8'));
    const place = { target: device(second), attachType: attach.tcxIngress };
    const tcx = this.#link('held_by_tcx', place, false);
    pinObject(tcx, this.#bpf.pin('tcx_link'));
    closeSync(tcx);
    this.#link('held_by_xdp_link', { ...place, attachType: attach.xdp, flags: genericXdp });
  }

  #attachToCgroup(): void {
    const group = cgroupRoot() ?? '';
    const args = [group, 'ingress', 'pinned', this.pin('held_by_cgroup')];
    const { id } = this.program('held_by_cgroup');
    bpftool(['cgroup', 'attach', ...args, 'multi']);
    this.#undo.push(() => void bpftool(['cgroup', 'detach', group, 'ingress', 'id', String(id)]));
    const fd = openSync(group, 'r');
    this.#link('held_by_cg_link', { target: fd, attachType: attach.cgroupEgress });
    closeSync(fd);
  }

  #attachByLinks(): void {
    this.#link('held_by_iter', { target: 0, attachType: attach.iter });
    const program = openPin(this.pin('held_by_raw_tp'));
    const link = openRawTracepoint(program, 'sched_switch');
    closeSync(program);
    this.#undo.push(() => closeSync(link));
  }

  #attachToPerfEvent(): void {
    const tracing = mkdtempSync(join(tmpdir(), 'census-tracefs-'));
    this.#undo.push(() => rmdirSync(tracing));
    run('mount', '-t', 'tracefs', 'tracefs', tracing);
    const id = Number(readFileSync(join(tracing, 'events/sched/sched_switch/id'), 'utf8'));
    run('umount', tracing);
    const program = openPin(this.pin('held_by_perf'));
    const event = openPerfEvent(program, id);
    closeSync(program);
    this.#undo.push(() => closeSync(event));
  }

  /** A prog_array that is pinned, and a congestion control that is registered. */
  #putIntoMaps(): void {
    const map = this.#bpf.pin('calls');
    const sizes = ['key', '4', 'value', '4', 'entries', '8', 'name', 'census_calls'];
    bpftool(['map', 'create', map, 'type', 'prog_array', ...sizes]);
    const value = ['value', 'pinned', this.pin('held_by_tail_call')];
    bpftool(['map', 'update', 'pinned', map, 'key', '3', '0', '0', '0', ...value]);
    bpftool(['struct_ops', 'register', this.#bpf.compile('congestion')]);
    this.#undo.push(() => void bpftool(['struct_ops', 'unregister', 'name', 'census_ops']));
  }

  /** Entries of maps that XDP redirects to, each with a program of its own. */
  #putIntoRedirects(): void {
    const device = Number(readFileSync(`/sys/class/net/${devices[0]}/ifindex`, 'utf8'));
    const queue = 64;
    for (const [type, name, key, first] of [
      ['devmap', 'held_by_devmap', 2, device],
      ['devmap_hash', 'held_by_devhash', 900, device],
      ['cpumap', 'held_by_cpumap', 0, queue],
    ] as const) {
      const path = this.#bpf.pin(type);
      const sizes = [
        'key',
        '4',
        'value',
        '8',
        'entries',
        '4',
        'name',
        `census_${type}`.slice(0, 15),
      ];
      bpftool(['map', 'create', path, 'type', type, ...sizes]);
      const [map, program] = [openPin(path), openPin(this.pin(name))];
      updateMap(map, [key], [first, program]);
      closeSync(program);
      closeSync(map);
    }
  }

  /** Pins a program in a bpffs that only another mount namespace has. */
  #pinElsewhere(): void {
    const directory = mkdtempSync(join(tmpdir(), 'census-ns-'));
    this.secrets.paths.push(directory, basename(directory));
    this.#undo.push(() => rmdirSync(directory));
    const script = `mount -t bpf bpf ${directory} && exec sleep 1000`;
    const pid = this.start('unshare', ['--mount', 'sh', '-c', script]);
    waitFor(() => readFileSync(`/proc/${pid}/mountinfo`, 'utf8').includes(directory));
    const { id } = this.program('held_by_pin');
    const pin = ['bpftool', 'prog', 'pin', 'id', String(id), join(directory, 'held')];
    run('nsenter', '--mount', '--target', String(pid), ...pin);
  }

  program(name: string): Loaded {
    const found = this.programs.find((program) => program.name === name);
    if (found === undefined) throw new Error(`no program ${name}`);
    return found;
  }

  /** Attaches a program by a link, which this process holds until the end if `kept`. */
  #link(name: string, place: Parameters<typeof createLink>[1], kept = true): number {
    const program = openPin(this.pin(name));
    const link = createLink(program, place);
    closeSync(program);
    if (kept) this.#undo.push(() => closeSync(link));
    return link;
  }
}

/** Waits, for ten seconds at most, until something holds. */
export function waitFor(holds: () => boolean): void {
  const end = Date.now() + 10_000;
  while (!holds()) {
    if (Date.now() > end) throw new Error('waited ten seconds in vain');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
  }
}
