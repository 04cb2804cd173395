import {
  attachTypeNumber,
  decodeMapInfo,
  type MapInfo,
  mapTypes,
  structSizes,
} from '@kfunc-census/bpf';
import { isCensusError } from '@kfunc-census/errors';
import { type BpfObjects, objectKinds } from '../bpf-objects.ts';
import { littleEndian } from '../endian.ts';
import { Scratch } from '../scratch.ts';
import { errno } from '../syscall.ts';
import type { BpfQueries } from './bpf-queries.ts';
import type { Findings } from './search.ts';

const sockmapHooks = [
  'sk_skb_stream_parser',
  'sk_skb_stream_verdict',
  'sk_skb_verdict',
  'sk_msg_verdict',
];
/** Longest value of a struct_ops map that is looked into, in bytes; real ones have some hundred. */
const maxValue = 64 * 1024;
/** `state` of struct bpf_struct_ops_common_value: registered without a link. */
const stateInUse = 1;
const stateAt = 4;

/** Attach types of the XDP programs that stand behind the first u32 of a value (since Linux 5.8). */
const redirectHooks: ReadonlyMap<number, string> = new Map([
  [mapTypes.devmap, 'xdp_devmap'],
  [mapTypes.devmapHash, 'xdp_devmap'],
  [mapTypes.cpumap, 'xdp_cpumap'],
]);

/** Looks for programs in maps; see `searchMaps`. */
class MapSearch {
  readonly #findings: Findings;
  readonly #queries: BpfQueries;
  readonly #objects: BpfObjects;
  readonly #programsOfMap = new Map<number, number[]>();
  readonly #key = new Uint8Array(4);
  readonly #value = new Scratch();
  readonly #wantsStructOps: boolean;
  readonly #wantsSockmaps: boolean;
  readonly #wantsXdp: boolean;

  constructor(findings: Findings, queries: BpfQueries, objects: BpfObjects) {
    this.#findings = findings;
    this.#queries = queries;
    this.#objects = objects;
    this.#wantsStructOps = findings.wantsType(['struct_ops']);
    this.#wantsXdp = findings.wantsType(['xdp']);
    this.#wantsSockmaps = findings.wantsType(['sk_skb', 'sk_msg']);
  }

  run(): ReadonlyMap<number, readonly number[]> {
    const ids = this.#ids();
    for (const [index, id] of ids.entries()) {
      if (this.#findings.cutIfLate('map', ids.length - index)) break;
      const result = this.#objects.withObject(objectKinds.map, id, (fd) => this.#read(fd));
      if (result === -errno.EPERM || result === -errno.EACCES) this.#findings.deny('map');
    }
    return this.#programsOfMap;
  }

  /** None where maps may not be enumerated, although programs were: then no map is searched. */
  #ids(): readonly number[] {
    try {
      return this.#objects.ids(objectKinds.map);
    } catch (error) {
      if (!isCensusError(error)) throw error;
      this.#findings.deny('map');
      return [];
    }
  }

  /** 0, or the negative errno of the info call. */
  #read(fd: number): number {
    const info = new Uint8Array(structSizes.mapInfo);
    const result = this.#objects.info(fd, info);
    if (result < 0) return result;
    const map = decodeMapInfo(info, littleEndian);
    if (map.type === mapTypes.progArray) this.#readProgArray(fd, map);
    else if (map.type === mapTypes.structOps && this.#wantsStructOps) this.#readStructOps(fd, map);
    else if (
      this.#wantsSockmaps &&
      (map.type === mapTypes.sockmap || map.type === mapTypes.sockhash)
    )
      this.#readSockmap(fd);
    else if (this.#wantsXdp) this.#readRedirects(fd, map);
    return 0;
  }

  /** A prog_array read from user space holds ids of programs (prog_fd_array_sys_lookup_elem). */
  #readProgArray(fd: number, { maxEntries, valueSize }: MapInfo): void {
    const value = this.#value.take(Math.max(valueSize, 4));
    const view = new DataView(value.buffer, value.byteOffset);
    for (let index = 0; index < maxEntries; index += 1) {
      if (index % 256 === 255 && this.#findings.cutIfLate('map', 1)) return;
      new DataView(this.#key.buffer).setUint32(0, index, littleEndian);
      if (this.#queries.lookup(fd, this.#key, value) < 0) continue;
      const program = view.getUint32(0, littleEndian);
      this.#findings.add({ program, kind: 'prog_array', attached: true });
    }
  }

  /** `bpf_prog.id` of struct bpf_devmap_val and bpf_cpumap_val: a value of 4 bytes has none. */
  #readRedirects(fd: number, { type, valueSize, maxEntries }: MapInfo): void {
    const attachType = redirectHooks.get(type);
    if (attachType === undefined || valueSize < 8) return;
    const value = this.#value.take(valueSize);
    const view = new DataView(value.buffer, value.byteOffset);
    let error = this.#queries.nextKey(fd, undefined, this.#key);
    // Entries may come and go: never more steps than the map has places.
    for (let index = 0; error === 0 && index < maxEntries; index += 1) {
      if (index % 256 === 255 && this.#findings.cutIfLate('map', 1)) return;
      if (this.#queries.lookup(fd, this.#key, value) === 0) {
        const program = view.getUint32(4, littleEndian);
        this.#findings.add({ program, kind: null, attached: true, attachType });
      }
      error = this.#queries.nextKey(fd, this.#key, this.#key);
    }
    if (error < 0 && error !== -errno.ENOENT) this.#findings.deny('map');
  }

  /**
   * The value of a struct_ops map has ids of programs in place of its functions, as `unsigned long`
   * (bpf_struct_ops_map_update_elem). Which words are functions only the BTF of the struct says; a
   * word of data that happens to be the id of a struct_ops program is not told from one.
   */
  #readStructOps(fd: number, { id, valueSize }: MapInfo): void {
    const value = this.#value.take(Math.min(valueSize, maxValue));
    if (valueSize > maxValue || this.#queries.lookup(fd, this.#key.fill(0), value) < 0) return;
    const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
    const attached = view.getUint32(stateAt, littleEndian) === stateInUse;
    for (let at = 8; at + 8 <= value.length; at += 8) {
      const program = Number(view.getBigUint64(at, littleEndian));
      if (!this.#findings.wantsOfType(program, 'struct_ops')) continue;
      const attachType = 'struct_ops';
      this.#findings.add({ program, kind: 'struct_ops', attached, attachType, map: id });
      this.#programsOfMap.set(id, [...(this.#programsOfMap.get(id) ?? []), program]);
    }
  }

  #readSockmap(fd: number): void {
    for (const attachType of sockmapHooks) {
      const programs = this.#queries.attached(fd, attachTypeNumber(attachType) ?? 0);
      if (typeof programs === 'number') continue;
      for (const program of programs)
        this.#findings.add({ program, kind: null, attached: true, attachType });
    }
  }
}

/**
 * Looks for programs in maps: prog_arrays (tail calls), struct_ops maps, XDP programs of
 * devmaps and cpumaps, and what is attached to sockmaps. One map is open at a time. Returns the programs of each struct_ops map by its id.
 */
export function searchMaps(
  findings: Findings,
  queries: BpfQueries,
  objects: BpfObjects,
): ReadonlyMap<number, readonly number[]> {
  return new MapSearch(findings, queries, objects).run();
}
