import { openSync } from 'node:fs';
import { attrOffsets, bpfCommands, mapInfoOffsets, mapTypes } from '@kfunc-census/bpf';
import { describe, expect, it } from 'vitest';
import { BpfObjects } from '../bpf-objects.ts';
import { littleEndian } from '../endian.ts';
import { type BpfSyscall, errno } from '../syscall.ts';
import { BpfQueries } from './bpf-queries.ts';
import { searchMaps } from './map-search.ts';
import { Findings } from './search.ts';

type Entries = readonly (readonly [key: number, program: number])[];

/** A bpf(2) with one map, of these keys and the ids of their programs. */
class FakeMap implements BpfSyscall {
  readonly #buffers: Uint8Array[] = [];
  readonly #type: number;
  readonly #valueSize: number;
  readonly #entries: Entries;
  nextKeyError = 0;

  constructor(type: number, valueSize: number, entries: Entries) {
    this.#type = type;
    this.#valueSize = valueSize;
    this.#entries = entries;
  }

  address(buffer: Uint8Array): bigint {
    return BigInt(this.#buffers.push(buffer));
  }

  call(command: number, attr: Uint8Array): number {
    const view = new DataView(attr.buffer);
    const at = (offset: number): DataView | undefined => {
      const bytes = this.#buffers[Number(view.getBigUint64(offset, littleEndian)) - 1];
      return bytes && new DataView(bytes.buffer, bytes.byteOffset);
    };
    const key = at(attrOffsets.mapKey)?.getUint32(0, littleEndian);
    switch (command) {
      case bpfCommands.mapGetNextId:
        if (view.getUint32(0, littleEndian) > 0) return -errno.ENOENT;
        view.setUint32(attrOffsets.nextId, 1, littleEndian);
        return 0;
      case bpfCommands.mapGetFdById:
        return openSync('/dev/null', 'r');
      case bpfCommands.objGetInfoByFd:
        return this.#info(at(attrOffsets.info));
      case bpfCommands.mapGetNextKey:
        return this.#nextKey(key, at(attrOffsets.mapValue));
      case bpfCommands.mapLookupElem: {
        const found = this.#entries.find(([own]) => own === key);
        at(attrOffsets.mapValue)?.setUint32(4, found?.[1] ?? 0, littleEndian);
        return found === undefined ? -errno.ENOENT : 0;
      }
      default:
        return -errno.EINVAL;
    }
  }

  #info(info: DataView | undefined): number {
    info?.setUint32(mapInfoOffsets.type, this.#type, littleEndian);
    info?.setUint32(mapInfoOffsets.valueSize, this.#valueSize, littleEndian);
    info?.setUint32(mapInfoOffsets.maxEntries, this.#entries.length, littleEndian);
    return 0;
  }

  #nextKey(key: number | undefined, next: DataView | undefined): number {
    if (this.nextKeyError !== 0) return -this.nextKeyError;
    const entry = this.#entries[this.#entries.findIndex(([own]) => own === key) + 1];
    if (entry === undefined) return -errno.ENOENT;
    next?.setUint32(0, entry[0], littleEndian);
    return 0;
  }
}

function search(kernel: FakeMap, type = 'xdp'): Findings {
  const findings = new Findings(new Map([[7, type]]), 1000, () => 0);
  const objects = new BpfObjects(kernel, () => {
    throw new RangeError('not denied here');
  });
  searchMaps(findings, new BpfQueries(kernel), objects);
  return findings;
}

describe('searchMaps', () => {
  it.each([
    ['devmap', 'xdp_devmap'],
    ['devmapHash', 'xdp_devmap'],
    ['cpumap', 'xdp_cpumap'],
  ] as const)('finds the XDP program of an entry of a %s', (type, attachType) => {
    const entries = [
      [5, 0],
      [900, 7],
      [3, 8],
    ] as const;
    const { holds, unsearched } = search(new FakeMap(mapTypes[type], 8, entries));
    expect(holds).toEqual([{ program: 7, kind: null, attached: true, attachType }]);
    expect(unsearched.size).toBe(0);
  });

  it('looks for none where values have no room for one, or no XDP program is asked for', () => {
    expect(search(new FakeMap(mapTypes.devmap, 4, [[1, 7]])).holds).toEqual([]);
    expect(search(new FakeMap(mapTypes.devmap, 8, [[1, 7]]), 'kprobe').holds).toEqual([]);
    expect(search(new FakeMap(1, 8, [[1, 7]])).holds).toEqual([]);
  });

  it('has not searched a map whose keys may not be read', () => {
    const map = new FakeMap(mapTypes.devmap, 8, [[1, 7]]);
    map.nextKeyError = errno.EPERM;
    expect(search(map)).toMatchObject({ denied: 1, unsearched: new Set(['map']) });
  });
});
