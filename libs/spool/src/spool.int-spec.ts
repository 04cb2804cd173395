import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSpool, type Spool } from './spool.ts';
import { seal } from './state.ts';

const catalogueId = 'ab'.repeat(16);
let directory: string;
let spool: Spool;
const state = { bootId: 'x', seq: 3, lastProgramId: 77, idsUnseen: 1, losses: { displaced: 2 } };

const sealed = (value: object): string => Buffer.from(seal(value)).toString();
const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const report = (seq: number, catalogue = catalogueId): Uint8Array =>
  bytes({
    host_id: 'c'.repeat(32),
    boot_id: 'b'.repeat(32),
    uptime_s: 100 + seq,
    collected_at: '2026-01-02T03:04:05.678Z',
    seq,
    kernel: { catalogues: [{ module: 'vmlinux', id: catalogue }] },
  });
const catalogues = [{ id: catalogueId, bytes: bytes({ kfuncs: [] }) }];
const put = (seq: number) => spool.put({ report: report(seq), catalogues });
const pendingSeq = (): unknown => {
  const { report: pending } = spool.pending();
  return pending === undefined
    ? undefined
    : (JSON.parse(gunzipSync(pending.gzip).toString()) as { seq: number }).seq;
};
const reportFile = (): string =>
  join(directory, readdirSync(directory).find((name) => name.startsWith('report-'))!);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spool-'));
  spool = createSpool(directory);
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('createSpool', () => {
  it('gives back the bytes it was given, and what sending must know', () => {
    expect(spool.pending()).toEqual({ report: undefined, damaged: [] });
    expect(put(1)).toEqual({ displaced: 0 });
    const { report: pending, damaged } = spool.pending();
    expect(damaged).toEqual([]);
    expect(gunzipSync(pending!.gzip)).toEqual(Buffer.from(report(1)));
    expect(pending).toMatchObject({
      hostId: 'c'.repeat(32),
      bootId: 'b'.repeat(32),
      uptimeSeconds: 101,
      collectedAt: '2026-01-02T03:04:05.678Z',
      catalogues: [catalogueId],
    });
    expect(gunzipSync(spool.catalogue(catalogueId)!)).toEqual(Buffer.from(catalogues[0]!.bytes));
  });

  it('keeps the newest only, and counts what it displaced', () => {
    put(1);
    expect(put(2)).toEqual({ displaced: 1 });
    expect(pendingSeq()).toBe(2);
    expect(readdirSync(directory).filter((name) => name.startsWith('report-'))).toHaveLength(1);
  });

  it('says again what it displaced until a written state has counted it', () => {
    for (const seq of [1, 2, 3]) expect(put(seq)).toEqual({ displaced: seq - 1 });
    // Another process, which knows nothing of what was returned, counts nothing.
    createSpool(directory).writeState(state);
    expect(put(4)).toEqual({ displaced: 3 });
    spool.writeState(state);
    expect(put(5)).toEqual({ displaced: 1 });
  });

  it('sends no older report after a newer one', () => {
    put(1);
    const older = reportFile();
    const content = readFileSync(older);
    put(2);
    writeFileSync(older, content);
    spool.remove(spool.pending().report!);
    expect(spool.pending().report).toBeUndefined();
    expect(put(3)).toEqual({ displaced: 1 });
  });

  it('writes a damaged catalogue anew', () => {
    put(1);
    const [name = ''] = readdirSync(join(directory, 'catalogues'));
    const gzip = readFileSync(join(directory, 'catalogues', name));
    // The time in the gzip header: every decoder would take it.
    gzip[4]! ^= 1;
    writeFileSync(join(directory, 'catalogues', name), gzip);
    put(2);
    expect(gunzipSync(spool.catalogue(catalogueId)!)).toEqual(Buffer.from(catalogues[0]!.bytes));
    expect(spool.readState().damaged).toEqual([name]);
  });

  it('drops catalogues that the newest report does not name', () => {
    put(1);
    const other = 'cd'.repeat(16);
    spool.put({ report: report(2, other), catalogues: [{ id: other, bytes: bytes({}) }] });
    expect(spool.catalogue(catalogueId)).toBeUndefined();
    expect(readdirSync(join(directory, 'catalogues'))).toEqual([
      expect.stringMatching(`^${other}-[0-9a-f]{32}.json.gz$`),
    ]);
  });

  it('does not remove a newer report than the one that was acknowledged', () => {
    put(1);
    const sent = spool.pending().report!;
    put(2);
    spool.remove(sent);
    expect(pendingSeq()).toBe(2);
    spool.remove(spool.pending().report!);
    expect(spool.pending().report).toBeUndefined();
  });

  it('moves what was refused to rejected/, with the reason beside it, and stays bounded', () => {
    for (let seq = 1; seq <= 30; seq += 1) {
      put(seq);
      spool.reject(spool.pending().report!, { code: 'report/invalid', field: '/seq' });
      spool.pending();
    }
    expect(spool.pending().report).toBeUndefined();
    put(31);
    const path = spool.reject(spool.pending().report!, { code: 'report/invalid' });
    expect(gunzipSync(readFileSync(path))).toEqual(Buffer.from(report(31)));
    expect(JSON.parse(readFileSync(`${path}.reason.json`, 'utf8'))).toEqual({
      code: 'report/invalid',
    });
    expect(readdirSync(join(directory, 'rejected')).length).toBeLessThanOrEqual(16);
  });

  it('sets a refused catalogue aside', () => {
    put(1);
    const path = spool.rejectCatalogue(catalogueId, { code: 'report/invalid' });
    expect(spool.catalogue(catalogueId)).toBeUndefined();
    expect(statSync(path).size).toBeGreaterThan(0);
  });

  it('is private to its owner', () => {
    put(1);
    expect(statSync(reportFile()).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, 'catalogues')).mode & 0o777).toBe(0o700);
  });
});

describe('damage', () => {
  it('sets any changed or cut report aside, whatever the damage', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 255 }), fc.boolean(), (at, flip, cut) => {
        put(1);
        const file = reportFile();
        const content = readFileSync(file);
        if (cut) writeFileSync(file, content.subarray(0, at % content.length));
        else {
          content[at % content.length]! ^= flip;
          writeFileSync(file, content);
        }
        const aside = join(directory, 'damaged', basename(file));
        expect(spool.pending()).toEqual({ report: undefined, damaged: [aside] });
      }),
      { numRuns: 40 },
    );
  });

  it('falls back to an older report that a crash left behind', () => {
    put(1);
    const older = reportFile();
    const content = readFileSync(older);
    put(2);
    writeFileSync(older, content);
    expect(pendingSeq()).toBe(2);
    const torn = `report-0000000009-${'0'.repeat(32)}.json.gz`;
    writeFileSync(join(directory, torn), 'torn');
    expect(spool.pending().damaged).toEqual([join(directory, 'damaged', torn)]);
    expect(pendingSeq()).toBe(2);
  });

  it('does not trust a catalogue id that is a path', () => {
    put(1);
    const evil = report(2, '../../etc/passwd');
    spool.put({ report: evil, catalogues: [] });
    expect(spool.pending().report).toBeUndefined();
    expect(spool.catalogue('../state')).toBeUndefined();
  });

  it('removes temporary files of writers that are gone, and no others', () => {
    put(1);
    writeFileSync(join(directory, 'x.4194999.tmp'), '');
    writeFileSync(join(directory, `y.${process.pid}.tmp`), '');
    put(2);
    expect(readdirSync(directory).filter((name) => name.endsWith('.tmp'))).toEqual([
      `y.${process.pid}.tmp`,
    ]);
  });

  it.each(['file', 'file/spool', '/proc/kfunc-census/spool'])(
    'says at once which directory cannot be made: %s',
    (place) => {
      writeFileSync(join(directory, 'file'), '');
      const path = resolve(directory, place);
      const unusable = createSpool(path);
      expect(unusable.pending()).toEqual({ report: undefined, damaged: [] });
      expect(unusable.readState()).toEqual({ state: undefined, damaged: [] });
      const put = () => unusable.put({ report: report(1), catalogues });
      for (const write of [put, () => unusable.writeState(state)])
        expect(write).toThrow(
          expect.objectContaining({
            code: 'config/invalid',
            field: 'CENSUS_SPOOL_DIR',
            message: expect.stringContaining(path),
          }),
        );
    },
  );

  it('says which directory cannot be written', () => {
    put(1);
    mkdirSync(join(directory, 'state.json'));
    expect(() => spool.writeState(state)).toThrow(
      expect.objectContaining({
        code: 'spool/unwritable',
        message: expect.stringContaining(directory),
      }),
    );
  });
});

describe('state', () => {
  it('comes back as written', () => {
    expect(spool.readState()).toEqual({ state: undefined, damaged: [] });
    spool.writeState(state);
    expect(spool.readState()).toEqual({ state, damaged: [] });
  });

  it.each([
    '{',
    '[]',
    'null',
    '{"bootId":1}',
    '{"state":{"bootId":1}}',
    sealed({ ...state, seq: -1 }),
    sealed({ ...state, losses: { displaced: 'x' } }),
    sealed(state).replace('"seq": 3', '"seq": 4'),
    sealed(state).replace('"seq": 3', '"seq":  3'),
    `\ufeff${sealed(state)}`,
  ])('sets %s aside and starts anew', (text) => {
    writeFileSync(join(directory, 'state.json'), text);
    expect(spool.readState()).toEqual({ state: undefined, damaged: ['state.json'] });
    expect(readdirSync(join(directory, 'damaged'))).toEqual(['state.json']);
    expect(readdirSync(directory)).not.toContain('state.json');
  });

  it('names what was damaged until a written state has counted it', () => {
    put(1);
    const name = basename(reportFile());
    writeFileSync(reportFile(), 'torn');
    writeFileSync(join(directory, 'state.json'), 'torn');
    spool.pending();
    const damaged = [name, 'state.json'];
    for (const _ of [1, 2]) expect(spool.readState()).toEqual({ state: undefined, damaged });
    spool.writeState(state);
    expect(spool.readState()).toEqual({ state, damaged });
    spool.writeState(state, damaged);
    expect(spool.readState()).toEqual({ state, damaged: [] });
    // They are kept, to be looked at.
    expect(readdirSync(join(directory, 'damaged'))).toHaveLength(2);
  });

  it('remembers the last send, and sets a damaged memory of it aside', () => {
    const last = { bootId: 'b', uptimeSeconds: 7.5, answered: false, retryAfterSeconds: 30 };
    expect(spool.readLastSend()).toBeUndefined();
    spool.writeLastSend(last);
    expect(spool.readLastSend()).toEqual(last);
    const path = join(directory, 'last-send.json');
    writeFileSync(path, readFileSync(path, 'utf8').replace('30', '90'));
    expect(spool.readLastSend()).toBeUndefined();
    expect(spool.readState().damaged).toEqual(['last-send.json']);
  });

  it('keeps few of the damaged files, and the names of all until they are counted', () => {
    const damaged = join(directory, 'damaged');
    for (let seq = 1; seq <= 40; seq += 1) {
      put(seq);
      writeFileSync(reportFile(), 'torn');
      spool.pending();
      const sizes = readdirSync(damaged).map((name) => statSync(join(damaged, name)).size);
      expect(sizes).toHaveLength(seq);
      expect(sizes.filter((size) => size > 0).length).toBeLessThanOrEqual(16);
    }
    expect(spool.readState().damaged).toHaveLength(40);
    spool.writeState(state, spool.readState().damaged);
    expect(readdirSync(damaged)).toHaveLength(4);
  });
});
