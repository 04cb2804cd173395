import type { LinkInfo } from '@kfunc-census/bpf';
import { type Attachment, type HoldKind, holdKinds } from '@kfunc-census/report';
import type {
  HolderSearch,
  LinkSearch,
  LoaderFacts,
  ProgramHold,
  SearchPlace,
} from './holder-ports.ts';
import { chooseLoader } from './loader.ts';

/** Who and what holds one program. */
export interface ProgramHolding {
  readonly attached: Attachment;
  readonly attachType: string | null;
  readonly heldBy: readonly HoldKind[];
  readonly loader: LoaderFacts | null;
}

/** The members of a program that its holders are looked up by. */
export interface HeldProgram {
  readonly id: number;
  /** Kernel word. */
  readonly type: string;
  /** Nanoseconds since boot. */
  readonly loadTime: bigint;
}

/** Types that attach, too, where nothing is searched: to actions of tc, routes, sockets, perf events. */
const unsearchable =
  /^(sched_act|lwt_.*|socket_filter|sk_reuseport|flow_dissector|perf_event|lirc_mode2)$/;

/** Where programs of a type can be attached without a link. */
function placesOf(type: string): readonly SearchPlace[] {
  // XDP programs run, too, for entries of devmaps and cpumaps.
  if (type === 'xdp') return ['netdev', 'map'];
  if (type === 'sched_cls') return ['netdev'];
  if (/^(cgroup_.*|sock_ops)$/.test(type)) return ['cgroup'];
  if (/^(struct_ops|sk_skb|sk_msg)$/.test(type)) return ['map'];
  return /^(kprobe|tracepoint)$/.test(type) ? ['process'] : [];
}

/** Links and holds of all programs, joined. */
export class Holders {
  readonly #search: HolderSearch;
  readonly #linksDenied: boolean;
  readonly #holds = new Map<number, ProgramHold[]>();

  /** `search`: the answer of `KernelReader.holders`; `links`: those of the whole host. */
  constructor(search: HolderSearch, { links, denied }: LinkSearch) {
    this.#search = search;
    this.#linksDenied = denied > 0;
    for (const hold of search.holds) this.#add(hold);
    const programsOfMap = groupByMap(search.holds);
    for (const link of links) {
      const maps = link.target?.kind === 'map' ? programsOfMap.get(link.target.id) : undefined;
      for (const program of link.programId === 0 ? (maps ?? []) : [link.programId])
        this.#add(holdOfLink(link, program));
    }
  }

  of(program: HeldProgram): ProgramHolding {
    const holds = this.#holds.get(program.id) ?? [];
    const kinds = new Set(holds.map(({ kind }) => kind));
    const attachTypes = holds.flatMap(({ attachType }) => attachType ?? []).sort();
    const processes = holds.flatMap(({ process }) =>
      process === undefined ? [] : (this.#search.processes[process] ?? []),
    );
    return {
      attached: holds.some(({ attached }) => attached) ? 'yes' : this.#unattached(program.type),
      attachType: attachTypes[0] ?? null,
      heldBy: holdKinds.filter((kind) => kinds.has(kind)),
      loader: chooseLoader(processes, program.loadTime),
    };
  }

  /** Whether the search could have found a pin of a program. */
  get pinsSearched(): boolean {
    return !this.#search.unsearched.includes('pin');
  }

  #unattached(type: string): Attachment {
    const missed = placesOf(type).some((place) => this.#search.unsearched.includes(place));
    return this.#linksDenied || missed || unsearchable.test(type) ? 'not-searched' : 'no-link-seen';
  }

  #add(hold: ProgramHold): void {
    const holds = this.#holds.get(hold.program) ?? [];
    this.#holds.set(hold.program, holds);
    holds.push(hold);
  }
}

function groupByMap(holds: readonly ProgramHold[]): Map<number, number[]> {
  const programs = new Map<number, number[]>();
  for (const { map, program } of holds)
    if (map !== undefined) programs.set(map, [...(programs.get(map) ?? []), program]);
  return programs;
}

/** A link whose device, cgroup or namespace has gone holds its program, and attaches it to nothing. */
function holdOfLink({ attachType, target }: LinkInfo, program: number): ProgramHold {
  const attached = target === undefined || target.id !== 0;
  return { program, kind: 'link', attached, ...(attachType !== undefined && { attachType }) };
}
