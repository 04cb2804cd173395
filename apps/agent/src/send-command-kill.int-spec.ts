/**
 * The agent killed between any two of its file operations, each in turn: every report that it kept is
 * sent, byte for byte the same however often, or counted as a loss.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { createSpool, type Spool } from '@kfunc-census/spool';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sendCommand } from './send-command.ts';
import { readSettings } from './settings.ts';

const sourceOf = (name: string): string =>
  JSON.stringify(fileURLToPath(new URL(name, import.meta.url)));

/** What `agent scan` does with the spool. Its text also runs in the process that is killed. */
function keepReport(spool: Spool, seq: number): void {
  const catalogue = String(seq % 2).repeat(32);
  const remembered = spool.readState();
  const { losses = {} } = remembered.state ?? {};
  const report = Buffer.from(
    JSON.stringify({
      seq,
      boot_id: 'b',
      uptime_s: 5,
      collected_at: '2026-01-02T03:04:05.678Z',
      kernel: { catalogues: [{ module: 'vmlinux', id: catalogue }] },
    }),
  );
  const { displaced } = spool.put({ report, catalogues: [{ id: catalogue, bytes: report }] });
  const state = {
    bootId: 'b',
    seq,
    lastProgramId: 0,
    idsUnseen: 0,
    losses: {
      displaced: (losses.displaced ?? 0) + displaced,
      spool_damaged: (losses.spool_damaged ?? 0) + remembered.damaged.length,
    },
  };
  spool.writeState(state, remembered.damaged);
}

/**
 * Keeps a report as a scan does, then sends. Before operation number `killAt` that changes a file
 * system it kills itself; of a write it does half first.
 */
const agent = `
  import fs from 'node:fs';
  import { syncBuiltinESMExports } from 'node:module';
  const [state, gatewayUrl, killAt] = process.argv.slice(1);
  let done = 0;
  let counting = false;
  for (const name of ['openSync', 'writeSync', 'fsyncSync', 'closeSync', 'renameSync', 'rmSync', 'mkdirSync', 'truncateSync']) {
    const real = fs[name];
    fs[name] = (...args) => {
      if (!counting || (name === 'openSync' && args[1] === 'r')) return real(...args);
      done += 1;
      if (done === Number(killAt)) {
        if (name === 'writeSync') real(args[0], args[1].subarray(0, args[1].length / 2));
        process.kill(process.pid, 'SIGKILL');
      }
      return real(...args);
    };
  }
  syncBuiltinESMExports();
  const { createSpool } = await import('@kfunc-census/spool');
  const { sendCommand } = await import(${sourceOf('./send-command.ts')});
  const { readSettings } = await import(${sourceOf('./settings.ts')});
  ${keepReport.toString()}
  counting = true;
  keepReport(createSpool(state + '/spool'), 3);
  const env = { CENSUS_STATE_DIR: state, CENSUS_GATEWAY_URL: gatewayUrl, CENSUS_SCAN_INTERVAL: '1' };
  const io = { out() {}, note() {}, warn() {} };
  process.exit(await sendCommand(readSettings(() => undefined, env), io));`;

let server: Server;
let gatewayUrl: string;
let accepted: Buffer[];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method === 'POST') accepted.push(gunzipSync(Buffer.concat(chunks)));
    response.writeHead({ HEAD: 404, PUT: 201 }[request.method ?? ''] ?? 202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** A host with one report unsent, and a damaged one that nothing has counted yet. */
function host(): string {
  const state = mkdtempSync(join(tmpdir(), 'agent-'));
  const spool = createSpool(join(state, 'spool'));
  writeFileSync(join(state, 'send.token'), 'token\n');
  writeFileSync(join(state, 'host.key'), `${'k'.repeat(32)}\n`);
  keepReport(spool, 1);
  writeFileSync(join(state, 'spool', `report-0000000009-${'0'.repeat(32)}.json.gz`), 'torn');
  spool.pending();
  return state;
}

/** Runs the agent that is killed; whether it was. */
async function runAndKill(state: string, killAt: number): Promise<boolean> {
  const args = ['--conditions=@kfunc-census/source', '--input-type=module', '-e', agent];
  const child = spawn(process.execPath, [...args, state, gatewayUrl, String(killAt)], {
    stdio: 'inherit',
    cwd: fileURLToPath(new URL('..', import.meta.url)),
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  expect([0, 'SIGKILL']).toContain(code ?? signal);
  return signal === 'SIGKILL';
}

const send = (state: string) =>
  sendCommand(
    readSettings(() => undefined, { CENSUS_STATE_DIR: state, CENSUS_GATEWAY_URL: gatewayUrl }),
    { out: () => undefined, note: () => undefined, warn: () => undefined },
  );
const seqOf = (body: Buffer): number => (JSON.parse(body.toString()) as { seq: number }).seq;

/** Reports that lie in the spool. */
const kept = (state: string): number =>
  readdirSync(join(state, 'spool')).filter((name) => name.startsWith('report-')).length;

async function expectNothingLost(state: string): Promise<void> {
  const spool = createSpool(join(state, 'spool'));
  const before = spool.readState().state;
  expect(before).toBeDefined();
  // A send right after the kill, then the next scan and its send.
  const { report: pending } = spool.pending();
  expect(await send(state)).toBe(0);
  if (pending !== undefined) expect(accepted).toContainEqual(gunzipSync(pending.gzip));
  keepReport(spool, 4);
  expect(await send(state)).toBe(0);

  const seqs = accepted.map(seqOf);
  expect(seqs).toEqual([...seqs].sort());
  expect(seqs.at(-1)).toBe(4);
  // However often one was sent, it was the same.
  expect(new Set(accepted.map(String)).size).toBe(new Set(seqs).size);
  const { state: after, damaged } = spool.readState();
  expect(damaged).toEqual([]);
  expect(after!.losses.spool_damaged).toBeGreaterThanOrEqual(1);
  // The report that was unsent before the kill was sent, or is counted.
  if (!seqs.includes(1)) expect(after!.losses.displaced).toBeGreaterThanOrEqual(1);
  expect(kept(state)).toBe(0);
  const left = readdirSync(join(state, 'spool'), { recursive: true }).map(String);
  expect(left.filter((name) => name.endsWith('.tmp'))).toEqual([]);
  expect(left.filter((name) => /^displaced\//.test(name))).toEqual([]);
}

it('loses no report without counting it, wherever it is killed', async () => {
  let killAt = 1;
  for (let killed = true; killed; killAt += 1) {
    const state = host();
    accepted = [];
    killed = await runAndKill(state, killAt);
    await expectNothingLost(state);
    rmSync(state, { recursive: true });
  }
  // Every write of the state, the report and its catalogue is a number of operations.
  expect(killAt).toBeGreaterThan(25);
}, 180_000);
