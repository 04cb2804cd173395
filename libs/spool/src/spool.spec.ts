import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { isCensusError } from '@kfunc-census/errors';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSpool, type Spool } from './spool.ts';

const catalogueId = 'ab'.repeat(16);
let directory: string;
let spool: Spool;

const bytes = (value: unknown): Uint8Array => Buffer.from(JSON.stringify(value));
const report = (seq: number, catalogue = catalogueId): Uint8Array =>
  bytes({
    boot_id: 'b'.repeat(32),
    uptime_s: 100 + seq,
    collected_at: '2026-01-02T03:04:05.678Z',
    seq,
    kernel: { catalogues: [{ module: 'vmlinux', id: catalogue }] },
  });
const catalogues = [{ id: catalogueId, bytes: bytes({ kfuncs: [] }) }];
const put = (seq: number) => spool.put({ report: report(seq), catalogues });
const pendingSeq = (): unknown => {
  const pending = spool.pending();
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
    expect(spool.pending()).toBeUndefined();
    expect(put(1)).toEqual({ displaced: 0 });
    const pending = spool.pending();
    expect(gunzipSync(pending!.gzip)).toEqual(Buffer.from(report(1)));
    expect(pending).toMatchObject({
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

  it('drops catalogues that the newest report does not name', () => {
    put(1);
    const other = 'cd'.repeat(16);
    spool.put({ report: report(2, other), catalogues: [{ id: other, bytes: bytes({}) }] });
    expect(spool.catalogue(catalogueId)).toBeUndefined();
    expect(readdirSync(join(directory, 'catalogues'))).toEqual([`${other}.json.gz`]);
  });

  it('does not remove a newer report than the one that was acknowledged', () => {
    put(1);
    const sent = spool.pending()!;
    put(2);
    spool.remove(sent);
    expect(pendingSeq()).toBe(2);
    spool.remove(spool.pending()!);
    expect(spool.pending()).toBeUndefined();
  });

  it('moves what was refused to rejected/, with the reason beside it, and stays bounded', () => {
    for (let seq = 1; seq <= 30; seq += 1) {
      put(seq);
      spool.reject(spool.pending()!, { code: 'report/invalid', field: '/seq' });
      spool.pending();
    }
    expect(spool.pending()).toBeUndefined();
    put(31);
    const path = spool.reject(spool.pending()!, { code: 'report/invalid' });
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
        expect(spool.pending()).toBeUndefined();
        expect(readdirSync(join(directory, 'damaged')).length).toBeLessThanOrEqual(4);
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
    writeFileSync(join(directory, `report-0000000009-${'0'.repeat(32)}.json.gz`), 'torn');
    expect(pendingSeq()).toBe(2);
  });

  it('does not trust a catalogue id that is a path', () => {
    put(1);
    const evil = report(2, '../../etc/passwd');
    spool.put({ report: evil, catalogues: [] });
    expect(spool.pending()).toBeUndefined();
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

  it('says which directory cannot be written', () => {
    const file = join(directory, 'file');
    writeFileSync(file, '');
    try {
      createSpool(file).put({ report: report(1), catalogues });
      expect.unreachable();
    } catch (error) {
      expect(isCensusError(error, 'spool/unwritable')).toBe(true);
      expect((error as Error).message).toContain(file);
    }
  });
});

describe('state', () => {
  const state = { bootId: 'x', seq: 3, lastProgramId: 77, idsUnseen: 1, losses: { displaced: 2 } };

  it('comes back as written', () => {
    expect(spool.readState()).toBeUndefined();
    spool.writeState(state);
    expect(spool.readState()).toEqual(state);
  });

  it.each([
    '{',
    '[]',
    'null',
    '{"bootId":1}',
    JSON.stringify({ ...state, seq: -1 }),
    JSON.stringify({ ...state, losses: { displaced: 'x' } }),
  ])('sets %s aside and starts anew', (text) => {
    writeFileSync(join(directory, 'state.json'), text);
    expect(spool.readState()).toBeUndefined();
    expect(readdirSync(join(directory, 'damaged'))).toEqual(['state.json']);
    expect(readdirSync(directory)).not.toContain('state.json');
  });
});
