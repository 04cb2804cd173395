import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '@kfunc-census/report';
import { createSpool } from '@kfunc-census/spool';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runAgent } from './agent.ts';
import type { Io } from './io.ts';
import { writeScanHealth } from './own-health.ts';
import { readSettings } from './settings.ts';

const sample = readFileSync(
  new URL('../../../libs/report/samples/report-v1.json', import.meta.url),
);

let state: string;
let server: Server;
let status: number;
let warnings: string[];
const io: Io = {
  out: () => undefined,
  note: () => undefined,
  warn: (line) => void warnings.push(line),
};
const written = (file: string) => readFileSync(join(state, file), 'utf8');
const send = () => runAgent(['send'], io);

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'agent-'));
  warnings = [];
  writeFileSync(join(state, 'send.token'), 'token\n');
  server = createServer((request, response) => {
    request.resume();
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  vi.stubEnv('CENSUS_STATE_DIR', state);
  vi.stubEnv('CENSUS_TEXTFILE_DIR', state);
  const { port } = server.address() as AddressInfo;
  vi.stubEnv('CENSUS_GATEWAY_URL', `http://127.0.0.1:${port}`);
  createSpool(join(state, 'spool')).put({ report: sample, catalogues: [] });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  vi.unstubAllEnvs();
  rmSync(state, { recursive: true });
});

describe('the health of an agent', () => {
  it('says that a report waits, since when, and that none does after it was sent', async () => {
    const since = Date.parse((JSON.parse(sample.toString()) as Report).collected_at) / 1000;
    status = 401;
    expect(await send()).toBe(4);
    expect(written('kfunc-census-send.prom')).toContain('kfunc_census_agent_send_exit_code 4\n');
    expect(written('kfunc-census-send.prom')).toContain(
      `kfunc_census_agent_waiting_since_seconds ${since}\n`,
    );
    status = 202;
    expect(await send()).toBe(0);
    expect(written('kfunc-census-send.prom')).toContain('kfunc_census_agent_send_exit_code 0\n');
    expect(written('kfunc-census-send.prom')).not.toContain('waiting_since');
  });

  it('says why a send could not even begin', async () => {
    rmSync(join(state, 'send.token'));
    expect(await send()).toBe(1);
    expect(written('kfunc-census-send.prom')).toContain('kfunc_census_agent_send_exit_code 1\n');
  });

  it('states of a scan what its report does', () => {
    const report = JSON.parse(sample.toString()) as Report;
    writeScanHealth(report, readSettings(io.warn), io);
    const text = written('kfunc-census-scan.prom');
    const { complete, programs_loaded, losses } = report.coverage;
    expect(text).toContain(`kfunc_census_agent_scan_complete ${complete ? 1 : 0}\n`);
    expect(text).toContain(`kfunc_census_agent_programs_loaded ${programs_loaded}\n`);
    for (const { reason, count } of losses)
      expect(text).toContain(`kfunc_census_agent_losses{reason="${reason}"} ${count}\n`);
  });

  it('keeps no send from its end where it cannot be written', async () => {
    vi.stubEnv('CENSUS_TEXTFILE_DIR', join(state, 'absent'));
    status = 202;
    expect(await send()).toBe(0);
    expect(warnings).toEqual([expect.stringMatching(/^CENSUS_TEXTFILE_DIR: .*ENOENT/)]);
  });
});
