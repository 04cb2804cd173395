/** The agent's program against the real intake over HTTP: what is sent, kept and moved aside. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createSpool } from '@kfunc-census/spool';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../tools/lib/run.ts';
import { startGateway, type TestGateway } from '../gateway.ts';
import { startAgent } from './agent-process.ts';

const token = 'token-that-may-send';
let gateway: TestGateway;
let state: string;

beforeAll(async () => {
  gateway = await startGateway(token);
});
afterAll(() => gateway.close());

beforeEach(() => {
  gateway.published.length = 0;
  state = mkdtempSync(join(tmpdir(), 'agent-'));
  writeFileSync(join(state, 'send.token'), `${token}\n`);
});
afterEach(() => rmSync(state, { recursive: true }));

const agent = (...args: string[]) => startAgent(args, state, { CENSUS_GATEWAY_URL: gateway.url });
const runRecorded = () => agent('run', '--recorded', `${root}/apps/agent/recorded`);
const spool = () => createSpool(join(state, 'spool'));

describe('the agent and a gateway', () => {
  it('puts the catalogue, posts the report, and empties the spool', async () => {
    expect(await runRecorded()).toMatchObject({ status: 0 });
    expect(gateway.published.map(({ kind }) => kind)).toEqual(['catalogue', 'report']);
    expect(spool().pending().report).toBeUndefined();
    const [host = '', set = ''] = Buffer.from(gateway.published[1]!.value).toString().split('\n');
    expect(JSON.parse(host)).toMatchObject({
      org: 'acme',
      release: '6.18.44',
      late: 0,
      complete: 1,
    });
    expect(set).toContain('"bpf_dynptr_size"');
  });

  it('does not put a catalogue again that the gateway knows', async () => {
    await runRecorded();
    gateway.published.length = 0;
    await runRecorded();
    expect(gateway.published.map(({ kind }) => kind)).toEqual(['report']);
  });

  it('keeps the report when its token is not known, and sends it with the right one', async () => {
    writeFileSync(join(state, 'send.token'), 'another\n');
    const refused = await runRecorded();
    expect(refused).toMatchObject({ status: 4 });
    expect(refused.stderr).toMatch(/401 .*does not know the token in CENSUS_SEND_TOKEN_FILE/);
    writeFileSync(join(state, 'send.token'), `${token}\n`);
    expect(await agent('send')).toMatchObject({ status: 0 });
    expect(gateway.published.some(({ kind }) => kind === 'report')).toBe(true);
  });

  it('moves a report that the gateway cannot take to rejected/, with the field at fault', async () => {
    expect(await agent('scan', '--recorded', `${root}/apps/agent/recorded`)).toMatchObject({
      status: 0,
    });
    const text = gunzipSync(spool().pending().report!.gzip).toString();
    const report = Buffer.from(text.replace('"seq":1', '"seq":-1'));
    spool().put({ report, catalogues: [] });
    const refused = await agent('send');
    expect(refused).toMatchObject({ status: 5 });
    expect(refused.stderr).toMatch(/422 report\/invalid: .*seq/);
    const rejected = join(state, 'spool/rejected');
    const [name] = readdirSync(rejected).filter((file) => file.endsWith('.json.gz'));
    expect(readFileSync(join(rejected, name!))).toEqual(gzipSync(report));
    expect(gateway.published.filter(({ kind }) => kind === 'report')).toEqual([]);
  });
});
