/** Whatever happens to the bytes of its files, the spool goes on, and every damaged file is counted. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createSpool } from './spool.ts';

const rounds = 10_000;
const seed = 20_261_125;
const ids = ['ab'.repeat(16), 'cd'.repeat(16)] as const;
const state = { bootId: 'b', seq: 9, lastProgramId: 77, idsUnseen: 1, losses: { displaced: 2 } };
const lastSend = { bootId: 'b', uptimeSeconds: 7, answered: true, retryAfterSeconds: 0 };
const report = Buffer.from(
  JSON.stringify({
    boot_id: 'b'.repeat(32),
    uptime_s: 100,
    collected_at: '2026-01-02T03:04:05.678Z',
    kernel: { catalogues: ids.map((id) => ({ id })) },
  }),
);
const entry = {
  report,
  catalogues: ids.map((id) => ({ id, bytes: Buffer.from(JSON.stringify({ kfuncs: [id] })) })),
};

let directory: string;
beforeEach(() => {
  // In memory where there is such a directory: 10,000 rounds are not to wait for a disk.
  directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'spool-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

type Random = (bound: number) => number;

/** Whole numbers in [0, bound) by xorshift: the same ones in every run. */
function seeded(start: number): Random {
  let x = start;
  return (bound) => {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    return (x >>> 0) % bound;
  };
}

const damages: readonly ((bytes: Buffer, random: Random) => Buffer)[] = [
  (bytes, random) => bytes.subarray(0, random(bytes.length)),
  (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + random(64), random(256))]),
  (bytes, random) => bytes.fill(0, random(bytes.length)),
  (bytes, random) => {
    const at = random(bytes.length);
    bytes.writeUInt8(bytes.readUInt8(at) ^ (1 + random(255)), at);
    return bytes;
  },
  (bytes, random) => {
    const at = random(bytes.length);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random(8))]);
  },
  (bytes, random) => bytes.map((byte) => (random(8) === 0 ? random(256) : byte)) as Buffer,
];

/** The files of a spool that holds one entry and a state, by path. */
function filesOf(folder: string): Map<string, Buffer> {
  const spool = createSpool(folder);
  spool.put(entry);
  spool.writeState(state);
  spool.writeLastSend(lastSend);
  const names = readdirSync(folder, { recursive: true }).map(String);
  const paths = names.filter((name) => /\.(gz|json)$/.test(name)).map((name) => join(folder, name));
  return new Map(paths.map((path) => [path, readFileSync(path)]));
}

/** Damages one file or more; the paths of those whose bytes are no longer the same. */
function damageSome(files: ReadonlyMap<string, Buffer>, random: Random): Set<string> {
  const hit = new Set<string>();
  const paths = [...files.keys()];
  for (let count = 1 + random(3); count > 0; count -= 1) {
    const path = paths[random(paths.length)]!;
    const bytes = damages[random(damages.length)]!(Buffer.from(files.get(path)!), random);
    writeFileSync(path, bytes);
    if (bytes.equals(files.get(path)!)) hit.delete(path);
    else hit.add(path);
  }
  return hit;
}

it(`sets aside and counts every file of ${rounds} random damages, and goes on`, () => {
  const random = seeded(seed);
  const files = filesOf(directory);
  const paths = [...files.keys()];
  const pathOf = (part: string): string => paths.find((path) => basename(path).startsWith(part))!;
  const spool = createSpool(directory);
  let damaged = 0;
  let gone: Iterable<string> = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const path of gone) writeFileSync(path, files.get(path)!);
    const hit = damageSome(files, random);
    damaged += hit.size;
    gone = round % 20 === 0 ? paths : hit;

    // What a send reads: each document whole, or not at all.
    const { report: pending } = spool.pending();
    expect(pending === undefined).toBe(hit.has(pathOf('report-')));
    if (pending !== undefined) expect(gunzipSync(pending.gzip).equals(report)).toBe(true);
    for (const { id, bytes } of entry.catalogues) {
      const gzip = spool.catalogue(id);
      expect(gzip === undefined).toBe(hit.has(pathOf(id)));
      if (gzip !== undefined) expect(gunzipSync(gzip).equals(bytes)).toBe(true);
    }
    expect(spool.readLastSend()).toEqual(hit.has(pathOf('last-send')) ? undefined : lastSend);
    // What the next scan reads and counts.
    const remembered = spool.readState();
    expect(remembered.state).toEqual(hit.has(pathOf('state')) ? undefined : state);
    expect(remembered.damaged).toEqual([...hit].map((path) => basename(path)).sort());
    spool.writeState(state, remembered.damaged);
    // A scan after it, now and then: it is the dear part.
    if (round % 20 > 0) continue;
    spool.put(entry);
    expect(spool.pending().report).toBeDefined();
    for (const { id } of entry.catalogues) expect(spool.catalogue(id)).toBeDefined();
    spool.remove(spool.pending().report!);
    spool.writeState(state);
  }
  expect(spool.readState().damaged).toEqual([]);
  // Not every damage changes a byte; nearly every one does.
  expect(damaged).toBeGreaterThan(rounds);
}, 120_000);
