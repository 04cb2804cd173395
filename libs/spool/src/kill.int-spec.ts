/** kill -9 at any moment: what was put is there, whole, or what was there before. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSpool } from './spool.ts';

const spoolSource = fileURLToPath(new URL('./index.ts', import.meta.url));
const id = 'ab'.repeat(16);
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'spool-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Puts reports without end, and prints the number of each once `put` has returned. */
const writer = `
  import { createSpool } from ${JSON.stringify(spoolSource)};
  import { writeSync } from 'node:fs';
  const spool = createSpool(process.argv[1]);
  for (let seq = Number(process.argv[2]); ; seq += 1) {
    const report = Buffer.from(JSON.stringify({ seq, boot_id: 'b', uptime_s: 1, collected_at: '',
      kernel: { catalogues: [{ module: 'vmlinux', id: '${id}' }] }, padding: 'x'.repeat(50_000) }));
    spool.put({ report, catalogues: [{ id: '${id}', bytes: report }] });
    spool.writeState({ bootId: 'b', seq, lastProgramId: 0, idsUnseen: 0, losses: {} });
    writeSync(1, seq + '\\n');
  }`;

/** Runs the writer until it has put so many reports, then kills it; the last number it printed. */
async function putAndKill(from: number, reports: number): Promise<number> {
  const args = ['--conditions=@kfunc-census/source', '--input-type=module', '-e', writer];
  const child = spawn(process.execPath, [...args, directory, String(from)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
    if (printed.split('\n').length > reports) child.kill('SIGKILL');
  });
  await once(child, 'close');
  return Number(printed.trim().split('\n').at(-1));
}

describe('a spool whose writer is killed', () => {
  it('holds a whole report that is no older than the last acknowledged one', async () => {
    let last = 0;
    for (let round = 1; round <= 5; round += 1) {
      last = await putAndKill(last + 1, round * 3);
      const spool = createSpool(directory);
      const { report: pending } = spool.pending();
      const report = JSON.parse(gunzipSync(pending!.gzip).toString()) as { seq: number };
      expect(report.seq).toBeGreaterThanOrEqual(last);
      expect(gunzipSync(spool.catalogue(id)!).length).toBeGreaterThan(50_000);
      expect(spool.readState().state!.seq).toBeGreaterThanOrEqual(last);
      expect(readdirSync(directory)).not.toContain('damaged');
    }
  });

  it('leaves nothing behind once the next report is put', async () => {
    await putAndKill(1, 4);
    const report = Buffer.from(
      '{"boot_id":"","uptime_s":0,"collected_at":"","kernel":{"catalogues":[]}}',
    );
    createSpool(directory).put({ report, catalogues: [] });
    const left = readdirSync(directory, { recursive: true }).map(String);
    expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(left.filter((name) => name.startsWith('report-'))).toHaveLength(1);
  });
});
