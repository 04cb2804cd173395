/** A disk that is full, and one that is read-only: what was kept stays, what was not is counted. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { realPart } from '@kfunc-census/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSpool } from './spool.ts';

const run = (command: string, ...args: string[]) => execFileSync(command, args, { stdio: 'pipe' });

function canMount(): true | string {
  const place = mkdtempSync(join(tmpdir(), 'mount-'));
  try {
    run('mount', '-t', 'tmpfs', 'tmpfs', place);
    run('umount', place);
    return true;
  } catch {
    return 'a file system cannot be mounted';
  } finally {
    rmSync(place, { recursive: true });
  }
}
const part = realPart('a small disk', canMount);

const id = 'ab'.repeat(16);
const state = { bootId: 'b', seq: 1, lastProgramId: 7, idsUnseen: 0, losses: {} };
const entryOf = (seq: number) => ({
  report: Buffer.from(
    JSON.stringify({
      seq,
      boot_id: 'b',
      uptime_s: 1,
      collected_at: '',
      kernel: { catalogues: [{ id }] },
    }),
  ),
  catalogues: [{ id, bytes: Buffer.from('{}') }],
});

let base: string;
let disk: string;
const open = () => createSpool(join(disk, 'spool'), join(base, 'run'));
const names = (place: string): string[] => readdirSync(place, { recursive: true }).map(String);
const pendingSeq = (): unknown =>
  (JSON.parse(gunzipSync(open().pending().report!.gzip).toString()) as { seq: number }).seq;

describe.skipIf(part.skip)(part.title, () => {
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'spool-'));
    disk = join(base, 'disk');
    mkdirSync(disk);
    run('mount', '-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', disk);
    open().put(entryOf(1));
    open().writeState(state);
  });
  afterEach(() => {
    run('umount', disk);
    rmSync(base, { recursive: true });
  });

  const faults = {
    full: {
      code: 'ENOSPC',
      begin: () =>
        expect(() => writeFileSync(join(disk, 'others'), Buffer.alloc(200_000))).toThrow(/ENOSPC/),
      end: () => rmSync(join(disk, 'others')),
    },
    'read-only': {
      code: 'EROFS',
      begin: () => void run('mount', '-o', 'remount,ro', disk),
      end: () => void run('mount', '-o', 'remount,rw', disk),
    },
  };

  it.each(Object.entries(faults))('that is %s', (_, { code, begin, end }) => {
    begin();
    for (let seq = 2; seq <= 3; seq += 1) {
      const spool = open();
      const { state: before } = spool.readState();
      expect(before!.seq).toBe(seq - 1);
      expect(() => spool.put(entryOf(seq))).toThrow(code);
      const lost = (before!.losses as { spool_write?: number }).spool_write ?? 0;
      spool.writeState({ ...state, seq, losses: { spool_write: lost + 1 } });
    }
    // The one that was kept can still be sent, and nothing half written lies beside it.
    expect(pendingSeq()).toBe(1);
    expect(names(disk).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(names(join(base, 'run'))).toHaveLength(1);

    end();
    const { state: after } = open().readState();
    expect(after).toMatchObject({ seq: 3, losses: { spool_write: 2 } });
    const spool = open();
    expect(spool.put(entryOf(4))).toEqual({ displaced: 1 });
    spool.writeState({ ...after!, seq: 4 });
    expect(pendingSeq()).toBe(4);
    // The disk has it again: nothing is left in memory to be older one day.
    expect(names(join(base, 'run'))).toEqual([]);
    expect(open().readState().state!.seq).toBe(4);
  });

  it('that is read-only and holds a damaged state', () => {
    truncateSync(join(disk, 'spool/state.json'), 20);
    faults['read-only'].begin();
    // It cannot be moved, and is named all the same.
    expect(open().readState()).toEqual({ state: undefined, damaged: ['state.json'] });
    open().writeState(state, ['state.json']);
    faults['read-only'].end();
    expect(open().readState().state).toEqual(state);
  });

  it('that was read-only from the beginning', () => {
    rmSync(join(disk, 'spool'), { recursive: true });
    faults['read-only'].begin();
    open().writeState(state);
    expect(open().readState().state).toEqual(state);
  });

  it('does not keep in memory what a wrong configuration refuses', () => {
    rmSync(join(disk, 'spool'), { recursive: true });
    writeFileSync(join(disk, 'spool'), '');
    expect(() => open().writeState(state)).toThrow(
      expect.objectContaining({ code: 'config/invalid' }),
    );
    expect(names(base)).not.toContain('run');
  });
});
