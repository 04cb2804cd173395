import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readBootId, readUptime } from '@kfunc-census/bpf-sys';
import { pseudonym } from '@kfunc-census/scan';
import { createSpool } from '@kfunc-census/spool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readHostKey } from './host-key.ts';
import { exitCodes } from './io.ts';
import { sendCommand } from './send-command.ts';
import { readSettings } from './settings.ts';

const catalogue = 'cd'.repeat(16);
let state: string;
let server: Server;
let gatewayUrl: string;
let statuses: Record<string, number>;
let ages: (string | undefined)[];
let retryAfter: string;
let slept: number[];
let notes: string[];
let warnings: string[];

const report = {
  boot_id: 'another boot',
  uptime_s: 5,
  collected_at: new Date(Date.now() - 90_000).toISOString(),
  kernel: { catalogues: [{ module: 'vmlinux', id: catalogue }] },
};
const spool = () => createSpool(join(state, 'spool'));
const send = () =>
  sendCommand(
    readSettings(() => undefined, { CENSUS_STATE_DIR: state, CENSUS_GATEWAY_URL: gatewayUrl }),
    { out: () => undefined, note: (line) => notes.push(line), warn: (line) => warnings.push(line) },
  );

/** The same as a timer starts it, with a clock that does not wait. */
const sendByTimer = (random = 0.5) =>
  sendCommand(
    readSettings(() => undefined, {
      CENSUS_STATE_DIR: state,
      CENSUS_GATEWAY_URL: gatewayUrl,
      CENSUS_SCAN_INTERVAL: '3600',
    }),
    { out: () => undefined, note: (line) => notes.push(line), warn: (line) => warnings.push(line) },
    {
      monotonic: () => performance.now(),
      now: () => Date.now(),
      random: () => random,
      sleep: async (ms) => void slept.push(ms / 1000),
    },
  );
const putAgain = () => spool().put({ report: Buffer.from(JSON.stringify(report)), catalogues: [] });

beforeEach(async () => {
  slept = [];
  retryAfter = '3600';
  state = mkdtempSync(join(tmpdir(), 'agent-'));
  writeFileSync(join(state, 'send.token'), 'token\n');
  statuses = { HEAD: 200, PUT: 201, POST: 202 };
  ages = [];
  notes = [];
  warnings = [];
  server = createServer((request, response) => {
    request.resume();
    const age = request.headers['census-report-age'];
    if (request.method === 'POST') ages.push(age?.toString());
    response.setHeader('retry-after', retryAfter);
    response.setHeader('content-type', 'application/problem+json');
    response.statusCode = statuses[request.method ?? ''] ?? 500;
    response.end(JSON.stringify({ code: 'report/invalid', detail: 'Not good.', field: '/seq' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gatewayUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  spool().put({
    report: Buffer.from(JSON.stringify(report)),
    catalogues: [{ id: catalogue, bytes: Buffer.from('{}') }],
  });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(state, { recursive: true });
});

describe('sendCommand', () => {
  it('empties the spool only after the gateway took the report', async () => {
    expect(await send()).toBe(exitCodes.ok);
    expect(spool().pending().report).toBeUndefined();
    expect(await send()).toBe(exitCodes.ok);
    expect(notes.at(-1)).toMatch(/nothing to send/);
    expect(ages).toHaveLength(1);
  });

  it('states the age by the wall clock when the scan was of another boot', async () => {
    await send();
    expect(Number(ages[0])).toBeGreaterThanOrEqual(89);
    expect(Number(ages[0])).toBeLessThan(150);
  });

  it('states the age by the clock of this boot, whatever the wall clock said', async () => {
    const key = readHostKey({ hostKeyFile: join(state, 'host.key'), stateDirectory: state });
    const sameBoot = {
      ...report,
      boot_id: pseudonym(key, readBootId()),
      uptime_s: Math.trunc(readUptime()) - 7,
      collected_at: '1970-01-01T00:00:00.000Z',
    };
    spool().put({ report: Buffer.from(JSON.stringify(sameBoot)), catalogues: [] });
    await send();
    expect(Number(ages[0])).toBeGreaterThanOrEqual(7);
    expect(Number(ages[0])).toBeLessThan(60);
  });

  it('moves a refused report to rejected/, and says why', async () => {
    statuses.POST = 422;
    expect(await send()).toBe(exitCodes.rejected);
    expect(spool().pending().report).toBeUndefined();
    expect(notes.at(-1)).toMatch(/422 report\/invalid: Not good. \(field \/seq\)/);
    const folder = join(state, 'spool/rejected');
    const reason = readdirSync(folder).find((name) => name.endsWith('.reason.json'))!;
    expect(JSON.parse(readFileSync(join(folder, reason), 'utf8'))).toMatchObject({
      code: 'report/invalid',
      status: 422,
    });
  });

  it.each([401, 429, 503])('keeps the report at %i', async (status) => {
    statuses.POST = status;
    expect(await send()).toBe(exitCodes.kept);
    expect(spool().pending().report).toBeDefined();
    expect(existsSync(join(state, 'spool/rejected'))).toBe(false);
    expect(notes.at(-1)).toMatch(/3600 s/);
  });

  it('says that a report was damaged, fails when none is left, and has it counted', async () => {
    const [file = ''] = readdirSync(join(state, 'spool')).filter((name) => name.endsWith('.gz'));
    const path = join(state, 'spool', file);
    writeFileSync(path, readFileSync(path).subarray(0, 40));
    expect(await send()).toBe(exitCodes.damaged);
    const aside = join(state, 'spool/damaged', file);
    expect(warnings).toEqual([expect.stringContaining(`damaged, and moved to ${aside}`)]);
    expect(notes).toEqual([expect.stringMatching(/nothing to send: no intact report/)]);
    expect(existsSync(aside)).toBe(true);
    expect(spool().readState().damaged).toEqual([file]);
    // Said once: from now on the spool is empty.
    expect(await send()).toBe(exitCodes.ok);
    expect(warnings).toHaveLength(1);
  });

  it('sends what is intact beside a damaged report', async () => {
    writeFileSync(join(state, 'spool', `report-0000000009-${'0'.repeat(32)}.json.gz`), 'torn');
    expect(await send()).toBe(exitCodes.ok);
    expect(warnings).toHaveLength(1);
    expect(ages).toHaveLength(1);
  });

  it('tells of a refused catalogue although the report went', async () => {
    statuses.HEAD = 404;
    statuses.PUT = 422;
    expect(await send()).toBe(exitCodes.rejected);
    expect(spool().pending().report).toBeUndefined();
    expect(readdirSync(join(state, 'spool/rejected'))).toContain(`catalogue-${catalogue}.json.gz`);
  });
});

describe('sendCommand of a timer', () => {
  it('waits for the splay of this host, the same each time', async () => {
    await sendByTimer(0.1);
    putAgain();
    await sendByTimer(0.9);
    expect(slept).toHaveLength(2);
    expect(slept[0]).toBe(slept[1]);
    expect(slept[0]).toBeLessThan(300);
    expect(ages).toHaveLength(2);
  });

  it('waits any part of the interval after an outage, and the splay again after that', async () => {
    statuses.POST = 503;
    retryAfter = '1000';
    expect(await sendByTimer()).toBe(exitCodes.kept);
    statuses.POST = 202;
    expect(await sendByTimer(0.5)).toBe(exitCodes.ok);
    // Half of what is left after the 1,000 s that the gateway asked for.
    expect(slept[1]).toBeCloseTo(1000 + 0.5 * 2600, -1);
    putAgain();
    await sendByTimer(0.5);
    expect(slept[2]).toBe(slept[0]);
  });

  it('asks nothing of a gateway that asked to wait longer than the interval', async () => {
    statuses.POST = 503;
    retryAfter = '7200';
    await sendByTimer();
    expect(await sendByTimer()).toBe(exitCodes.kept);
    expect(ages).toHaveLength(1);
    expect(notes.at(-1)).toMatch(/longer than one interval/);
    expect(spool().pending().report).toBeDefined();
  });

  it('does not wait when there is nothing to send', async () => {
    spool().remove(spool().pending().report!);
    expect(await sendByTimer()).toBe(exitCodes.ok);
    expect(slept).toEqual([]);
  });
});
