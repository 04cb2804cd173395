/** Whatever happened to the bytes of the spool, a send ends well, and so does the one after a scan. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createSpool } from '@kfunc-census/spool';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { exitCodes } from './io.ts';
import { sendCommand } from './send-command.ts';
import { readSettings } from './settings.ts';

const id = 'cd'.repeat(16);
const report = Buffer.from(
  JSON.stringify({
    boot_id: 'b',
    uptime_s: 5,
    collected_at: '2026-01-02T03:04:05.678Z',
    kernel: { catalogues: [{ module: 'vmlinux', id }] },
  }),
);
const catalogue = Buffer.from('{"kfuncs":[]}');
const entry = { report, catalogues: [{ id, bytes: catalogue }] };

it('takes nothing damaged to the gateway, and fails only when nothing is left to send', async () => {
  const state = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'agent-'));
  const folder = join(state, 'spool');
  const sent: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (request.method !== 'HEAD') sent.push(gunzipSync(Buffer.concat(chunks)).toString());
    response.writeHead({ HEAD: 404, PUT: 201 }[request.method ?? ''] ?? 202).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const env = {
    CENSUS_STATE_DIR: state,
    CENSUS_GATEWAY_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
  };
  const io = { out: () => undefined, note: () => undefined, warn: () => undefined };
  const send = () =>
    sendCommand(
      readSettings(() => undefined, env),
      io,
    );
  writeFileSync(join(state, 'send.token'), 'token\n');
  const spool = createSpool(folder);

  const damageAndSend = async (which: number, at: number, flip: number, cut: boolean) => {
    spool.put(entry);
    spool.writeState({ bootId: 'b', seq: 1, lastProgramId: 0, idsUnseen: 0, losses: {} });
    const names = readdirSync(folder, { recursive: true }).map(String);
    const files = names.filter((name) => /^(report-|catalogues\/|state).*(gz|json)$/.test(name));
    const file = files[which % files.length]!;
    const bytes = readFileSync(join(folder, file));
    const place = at % bytes.length;
    bytes.writeUInt8(bytes.readUInt8(place) ^ flip, place);
    writeFileSync(join(folder, file), cut ? bytes.subarray(0, place) : bytes);

    sent.length = 0;
    const lost = file.startsWith('report-');
    expect(await send()).toBe(lost ? exitCodes.damaged : exitCodes.ok);
    const whole = file.startsWith('catalogues/') ? [] : [catalogue.toString()];
    expect(sent).toEqual(lost ? [] : [...whole, report.toString()]);
    const { damaged } = spool.readState();
    expect(damaged.map((name) => file.endsWith(name))).toEqual([true]);

    spool.put(entry);
    spool.writeState({ bootId: 'b', seq: 2, lastProgramId: 0, idsUnseen: 0, losses: {} }, damaged);
    expect(await send()).toBe(exitCodes.ok);
    expect(sent.slice(-2)).toEqual([catalogue.toString(), report.toString()]);
    expect(spool.pending().report).toBeUndefined();
  };
  const byte = fc.integer({ min: 1, max: 255 });
  try {
    await fc.assert(fc.asyncProperty(fc.nat(), fc.nat(), byte, fc.boolean(), damageAndSend), {
      numRuns: 500,
      seed: 20_261_125,
    });
  } finally {
    server.close();
    rmSync(state, { recursive: true });
  }
});
