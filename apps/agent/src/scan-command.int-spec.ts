import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Catalogue, catalogueId, type Report } from '@kfunc-census/report';
import { catalogueSchemaV1, reportSchemaV1 } from '@kfunc-census/report/schema';
import { createSpool } from '@kfunc-census/spool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runAgent } from './agent.ts';
import { exitCodes } from './io.ts';
import { type Command, readCommand } from './options.ts';
import { scanCommand } from './scan-command.ts';
import { readSettings } from './settings.ts';

const recorded = fileURLToPath(new URL('../recorded', import.meta.url));
const main = fileURLToPath(new URL('./main.ts', import.meta.url));
let state: string;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'agent-'));
});
afterEach(() => rmSync(state, { recursive: true }));

/** Scans the recorded host; returns what was printed. */
function scan(...args: string[]): string {
  const { options } = readCommand(['scan', '--recorded', recorded, ...args]) as Extract<
    Command,
    { name: 'scan' | 'run' }
  >;
  const printed: Uint8Array[] = [];
  const settings = readSettings(() => undefined, { CENSUS_STATE_DIR: state });
  scanCommand(options, settings, {
    out: (text) => printed.push(Buffer.from(text)),
    note: (line) => printed.push(Buffer.from(`agent: ${line}`)),
    warn: (line) => printed.push(Buffer.from(`note: ${line}`)),
  });
  return Buffer.concat(printed).toString();
}
const spool = () => createSpool(join(state, 'spool'));

describe('scan of the recorded host', () => {
  it('prints a table that says it is a recording', () => {
    const text = scan();
    expect(text).toMatch(/^RECORDED HOST, not this one\nKernel 6\.18\.\d+ x86_64, debian 12\n/);
    expect(text).toMatch(/^bpf_dynptr_size +vmlinux +called +not-seen +direct_tc +sched_cls +2$/m);
    expect(text).toMatch(/^bpf_cast_to_kern_ctx +vmlinux +inlined +not-seen +inlined_cast /m);
    expect(text).toMatch(/^bpf_census_no_such_kfunc +- +missing \(absent\) +weak_tested$/m);
    expect(text).toMatch(/^Coverage: complete: 13 of 13 loaded programs read/m);
  });

  it('prints a report and catalogues that match their schemas and ids', () => {
    const report = JSON.parse(scan('--format', 'json')) as Report;
    expect(() => reportSchemaV1.parse(report)).not.toThrow();
    expect(report.programs).toHaveLength(9);
    const lines = scan('--print-catalogues').trim().split('\n');
    const catalogues = lines.map((line) => JSON.parse(line) as Catalogue);
    for (const catalogue of catalogues)
      expect(() => catalogueSchemaV1.parse(catalogue)).not.toThrow();
    expect(catalogues.map(catalogueId)).toEqual(report.kernel.catalogues.map(({ id }) => id));
  });

  it('keeps byte for byte what --print shows, which names neither this host nor real ids', () => {
    const withoutTime = (text: string): string => text.replace(/"collected_at":"[^"]+"/, '');
    const shown = scan('--print');
    expect(existsSync(join(state, 'spool'))).toBe(false);
    for (const secret of ['00000000000000000000000000000001', '00000000-0000-4000', 'census-obj'])
      expect(shown).not.toContain(secret);
    scan();
    const { report: pending } = spool().pending();
    expect(withoutTime(gunzipSync(pending!.gzip).toString())).toBe(withoutTime(shown));
    expect(pending!.catalogues.map((id) => spool().catalogue(id))).not.toContain(undefined);
    // What is remembered of this host is not touched by a recorded one.
    expect(spool().readState().state).toBeUndefined();
    writeFileSync(join(state, 'host.key'), 'another key of the organisation\n');
    const hostId = (text: string): string => (JSON.parse(text) as Report).host_id;
    expect(hostId(scan('--print'))).not.toBe(hostId(shown));
  });

  it('keeps nothing with --no-spool', () => {
    scan('--no-spool');
    expect(existsSync(join(state, 'spool'))).toBe(false);
  });
});

describe('runAgent', () => {
  it.each([
    [['--version'], exitCodes.ok, /^\d+\.\d+\.\d+\n$/, /^$/],
    [['--help'], exitCodes.ok, /Exit codes/, /^$/],
    [['scan', '--fromat'], exitCodes.usage, /^$/, /^agent\/usage: .*fromat.*agent --help/],
    [
      ['scan', '--recorded', '/nowhere'],
      exitCodes.error,
      /^$/,
      /^agent\/recording-unreadable: The recorded host in the directory \/nowhere cannot be read: kernel\.json\.gz: ENOENT.* Give `--recorded` a directory/,
    ],
    [
      ['scan', '--print', '--format', 'json'],
      exitCodes.usage,
      /^$/,
      /^agent\/usage: --print prints/,
    ],
  ])('%j ends with %i and one clear line', async (args, code, out, note) => {
    const texts = { out: '', note: '' };
    const line = (text: string): void => {
      texts.note += text;
    };
    const io = {
      out: (text: string | Uint8Array) => {
        texts.out += text.toString();
      },
      note: line,
      warn: line,
    };
    expect(await runAgent(args, io)).toBe(code);
    expect(texts.out).toMatch(out);
    expect(texts.note).toMatch(note);
  });
});

describe('a state directory that cannot be used', () => {
  const agent = (directory: string, ...args: string[]) =>
    spawnSync(process.execPath, ['--conditions=@kfunc-census/source', main, ...args], {
      encoding: 'utf8',
      timeout: 10_000,
      env: { CENSUS_STATE_DIR: directory },
    });
  const unusable = (directory: string, ...args: string[]) => {
    const { status, stdout, stderr } = agent(directory, ...args);
    expect({ status, stdout }).toEqual({ status: exitCodes.error, stdout: '' });
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toMatch(/^agent: config\/invalid: CENSUS_STATE_DIR: the directory /);
    expect(stderr).toContain(directory);
  };

  it.each([
    [['scan', '--recorded', recorded]],
    [['scan', '--recorded', recorded, '--no-spool']],
    [['scan']],
    [['send']],
  ])('is named at once by %j where no directory can be made', (args) => {
    unusable('/proc/kfunc-census', ...args);
    const file = join(state, 'file');
    writeFileSync(file, '');
    unusable(file, ...args);
  });

  it('is named when it is read-only', () => {
    const folder = join(state, 'read-only');
    mkdirSync(folder);
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder]);
    const isRoot = process.getuid?.() === 0 && mounted.status === 0;
    if (!isRoot) chmodSync(folder, 0o500);
    try {
      unusable(folder, 'scan', '--recorded', recorded);
      unusable(folder, 'send');
      expect(agent(folder, 'check').stdout).toMatch(
        /^MISSING +spool +spool\/unwritable: .*read-only/m,
      );
    } finally {
      if (isRoot) spawnSync('umount', [folder]);
    }
  });

  it('is shown by check', () => {
    const { status, stdout } = agent('/proc/kfunc-census', 'check');
    expect(status).not.toBe(exitCodes.ok);
    expect(stdout).toMatch(/^MISSING +spool +spool\/unwritable: \/proc: ENOENT/m);
  });
});
