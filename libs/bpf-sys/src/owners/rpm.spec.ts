import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findRpmPackages } from './rpm.ts';
import { parseRpmHeader } from './rpm-header.ts';

/**
 * Header of a package that rpmbuild 4.18 made and `rpm -i --justdb` put into a database: name
 * census-loader, epoch 2, version 1.4, release 3.el9; /opt/x/sbin/census-loader, /usr/bin/other and
 * /usr/sbin/census-loader.
 */
const header = Buffer.from(
  [
    'AAAAPQAABBwAAAA/AAAABwAAA3UAAAAQAAAAZAAAAAgAAAAAAAAAAQAAA+gAAAAGAAAAAgAAAAEAAAPpAAAABgAAAB',
    'AAAAABAAAD6gAAAAYAAAAUAAAAAQAAA+sAAAAEAAAAHAAAAAEAAAPsAAAACQAAACAAAAABAAAD7QAAAAkAAAAiAAAA',
    'AQAAA+4AAAAEAAAAJAAAAAEAAAPvAAAABgAAACgAAAABAAAD8QAAAAQAAAAsAAAAAQAAA/YAAAAGAAAAMAAAAAEAAA',
    'P4AAAACQAAADQAAAABAAAD/QAAAAYAAABAAAAAAQAAA/4AAAAGAAAARgAAAAEAAAQEAAAABAAAAFAAAAADAAAEBgAA',
    'AAMAAABcAAAAAwAABAkAAAADAAAAYgAAAAMAAAQKAAAABAAAAGgAAAADAAAECwAAAAgAAAB0AAAAAwAABAwAAAAIAA',
    'ABNwAAAAMAAAQNAAAABAAAATwAAAADAAAEDwAAAAgAAAFIAAAAAwAABBAAAAAIAAABVwAAAAMAAAQUAAAABgAAAWYA',
    'AAABAAAEFQAAAAQAAAGIAAAAAwAABBcAAAAIAAABlAAAAAEAAAQYAAAABAAAAaQAAAADAAAEGQAAAAgAAAGwAAAAAw',
    'AABBoAAAAIAAAB/wAAAAMAAAQoAAAABgAAAhUAAAABAAAERwAAAAQAAAIcAAAAAwAABEgAAAAEAAACKAAAAAMAAARJ',
    'AAAACAAAAjQAAAADAAAEWAAAAAQAAAI4AAAAAQAABFkAAAAIAAACPAAAAAEAAARcAAAABAAAAkgAAAADAAAEXQAAAA',
    'gAAAJUAAAAAwAABF4AAAAIAAACdgAAAAMAAARiAAAABgAAApgAAAABAAAEZAAAAAYAAAKfAAAAAQAABGUAAAAGAAAC',
    'pAAAAAEAAARmAAAABgAAAqkAAAABAAAEbAAAAAYAAAKrAAAAAQAABHQAAAAEAAACwAAAAAMAAAR1AAAABAAAAswAAA',
    'ADAAAEdgAAAAgAAALYAAAAAQAAE5MAAAAEAAAC5AAAAAEAABPGAAAABgAAAugAAAABAAAT5AAAAAgAAALuAAAAAQAA',
    'E+UAAAAEAAADMAAAAAEAABPpAAAACAAAAzQAAAABAAABAQAAAAQAAAOIAAAAAQAAAQUAAAAHAAADjAAAABAAAAENAA',
    'AABgAAA5wAAAABAAABEQAAAAYAAAPFAAAAAQAAA/AAAAAEAAAECAAAAAEAAAQFAAAAAQAABAwAAAADAAAEFgAAAAQA',
    'AAQQAAAAAQAABGcAAAAEAAAEFAAAAAEAAARoAAAABAAABBgAAAABQwBjZW5zdXMtbG9hZGVyADEuNAAzLmVsOQAAAA',
    'AAAAJ4AHgAawa/hHZtAAAAAAAGTUlUAFVuc3BlY2lmaWVkAGxpbnV4AG5vYXJjaAAAAAAAAAACAAAAAgAAAAKBpIGk',
    'gaQAAAAAAABrBr+Eawa/hGsGv4Q1M2MyMzRlNWU4NDcyYjZhYzUxYzFhZTFjYWIzZmUwNmZhZDA1M2JlYjhlYmZkOD',
    'k3N2IwMTA2NTViZmRkM2MzADExMjFjZmNjZDU5MTNmMGE2M2ZlYzQwYTZmZmQ0NGVhNjRmOWRjMTM1YzY2NjM0YmEw',
    'MDFkMTBiY2Y0MzAyYTIANDM1NWE0NmIxOWQzNDhkYzJmNTdjMDQ2ZjhlZjYzZDQ1MzhlYmI5MzYwMDBmM2M5ZWU5NT',
    'RhMjc0NjBkZDg2NQAAAAAAAAAAAAAAAAAAAAAAAHJvb3QAcm9vdAByb290AHJvb3QAcm9vdAByb290AGNlbnN1cy1s',
    'b2FkZXItMS40LTMuZWw5LnNyYy5ycG0AAAD///////////////9jZW5zdXMtbG9hZGVyAAAAAQAACgEAAAoBAAAKcn',
    'BtbGliKENvbXByZXNzZWRGaWxlTmFtZXMpAHJwbWxpYihGaWxlRGlnZXN0cykAcnBtbGliKFBheWxvYWRGaWxlc0hh',
    'dmVQcmVmaXgpADMuMC40LTEANC42LjAtMQA0LjAtMQA0LjE4LjAAAAAAAQAAAAEAAAABAAAAAQAAAAIAAAADAAAAAA',
    'AAAAgyOjEuNC0zLmVsOQAAAAAAAAAAAQAAAAJjZW5zdXMtbG9hZGVyAG90aGVyAGNlbnN1cy1sb2FkZXIAL29wdC94',
    'L3NiaW4vAC91c3IvYmluLwAvdXNyL3NiaW4vAC1PMiAtZwBjcGlvAGd6aXAAOQBub2FyY2gtZGViaWFuLWxpbnV4AA',
    'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABBU0NJSSB0ZXh0AAAAAAAIdXRmLTgAMWM0ZDU5ZGM4MTY4YWY4OGRmMmYy',
    'MDRhMGRiNmIzYjUyZTliNzZhODQ2NzA4NDEwZDU1ZmJhODcyYzA5MzU3MQAAAAAACDYyNTIxZDM2OWM2NWE0ZmY1Zm',
    'UwMjBmMzQ3ODRmYTA4OGIwOTUyNWYwYmFkMDQyMDRlYWU5ZDE1YzNkN2I4ZmMAAAAAPwAAAAf///zAAAAAEAAAAAAA',
    'B2V3wBB9jwIoMX7hRyueqSHXZmI5MDMxYzAyZDM2YTM5MjA0ODE2YWM3NjkwZjAyZTNkOWVlMWYxMgAxMGE3MWExZD',
    'M5NzQ1Y2I0YjM5NWIxZDg3MmQ5ODEzZWI0MjliOWE3ZjA0NzM0ODgzZmY4NWRkY2Q5MTQxZmE1AAAAawa/hQAAAAAA',
    'AAIcAAAAA2sGv4U=',
  ].join(''),
  'base64',
);
let directory: string;

/** The two tables of a rpm database that are read, in the journal mode that rpm uses. */
function makeDatabase(): void {
  const database = new DatabaseSync(join(directory, 'rpmdb.sqlite'));
  database.exec('PRAGMA journal_mode = WAL');
  database.exec("CREATE TABLE 'Packages' (hnum INTEGER PRIMARY KEY, blob BLOB NOT NULL)");
  database.exec("CREATE TABLE 'Basenames' (key 'TEXT', hnum INTEGER, idx INTEGER)");
  database.prepare('INSERT INTO Packages VALUES (1, ?)').run(header);
  const insert = database.prepare('INSERT INTO Basenames VALUES (?, 1, ?)');
  for (const [index, name] of ['census-loader', 'other', 'census-loader'].entries())
    insert.run(name, index);
  database.close();
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'rpm-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const find = (...paths: string[]) =>
  Object.fromEntries(findRpmPackages(new Set(paths), [join(directory, 'absent'), directory]));

describe('findRpmPackages', () => {
  it('names package and version of a file, not of another of the same name', () => {
    makeDatabase();
    const owner = { name: 'census-loader', version: '2:1.4-3.el9' };
    expect(find('/usr/sbin/census-loader', '/opt/x/sbin/census-loader')).toEqual({
      '/usr/sbin/census-loader': owner,
      '/opt/x/sbin/census-loader': owner,
    });
    expect(find('/usr/bin/census-loader', '/home/other', '/usr/bin/absent')).toEqual({});
  });

  it('makes no file beside the database', () => {
    makeDatabase();
    expect(find('/usr/bin/other')).not.toEqual({});
    expect(readdirSync(directory)).toEqual(['rpmdb.sqlite']);
  });

  it('finds nothing where there is no database, or it is none', () => {
    expect(find('/usr/bin/other')).toEqual({});
    writeFileSync(
      join(directory, 'rpmdb.sqlite'),
      'not a database, but longer than its header'.repeat(9),
    );
    expect(find('/usr/bin/other')).toEqual({});
    rmSync(join(directory, 'rpmdb.sqlite'));
    new DatabaseSync(join(directory, 'rpmdb.sqlite')).exec('CREATE TABLE other (x)');
    expect(find('/usr/bin/other')).toEqual({});
  });
});

describe('parseRpmHeader', () => {
  it('reads name, version and paths', () => {
    const owner = parseRpmHeader(header);
    expect(owner).toMatchObject({ name: 'census-loader', version: '2:1.4-3.el9' });
    expect([0, 1, 2, 3].map((index) => owner?.path(index))).toEqual([
      '/opt/x/sbin/census-loader',
      '/usr/bin/other',
      '/usr/sbin/census-loader',
      undefined,
    ]);
  });

  it('takes any bytes, and any damage', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        parseRpmHeader(bytes)?.path(0);
      }),
    );
    fc.assert(
      fc.property(fc.nat(header.length - 1), fc.nat(255), (at, value) => {
        const damaged = Uint8Array.from(header);
        damaged[at] = value;
        const owner = parseRpmHeader(damaged);
        expect(owner === undefined || typeof owner.name === 'string').toBe(true);
        owner?.path(1);
      }),
    );
  });
});
