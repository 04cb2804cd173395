/** Life of an install in a clean Debian 12, against a gateway on this host. */
import { once } from 'node:events';
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runTool } from '../../tools/kernels/run-tool.ts';
import { startGateway, type TestGateway } from '../gateway.ts';
import { bpfAvailable } from '../kernel/load.ts';
import { createRoot, type DebianRoot } from './debian-root.ts';
import { absentParts } from './tools.ts';

const part = realPart('an install', () => {
  const tools = absentParts(inject('absent'), 'debootstrap', 'dpkg-deb', 'unshare', 'openssl');
  return tools === true ? bpfAvailable() : tools;
});
const token = 'token-that-may-send';
let gateway: TestGateway;
let root: DebianRoot;
let before: readonly string[];

const inRoot = (path: string): string => join(root.path, path);
const configuration = '/etc/kfunc-census/agent.conf';
const state = '/var/lib/kfunc-census';
/** What dpkg itself keeps and a login database's back-ups are not the package's. */
const files = (): readonly string[] =>
  runTool('find', [root.path, '-xdev', '-printf', '/%P\n'])
    .toString()
    .trim()
    .split('\n')
    .filter((path) => !/^\/(var\/lib\/dpkg|var\/log|var\/cache|tmp)\/|^\/etc\/.*-$/.test(path))
    .sort();
const users = (): string =>
  ['passwd', 'group', 'shadow', 'gshadow']
    .map((name) => readFileSync(inRoot(`/etc/${name}`), 'utf8'))
    .join('\n');
const install = (path: string): Promise<string> => {
  copyFileSync(path, inRoot('/tmp/agent.deb'));
  return root.must('dpkg', '-i', '/tmp/agent.deb');
};
const reports = (): readonly string[] =>
  readdirSync(inRoot(`${state}/spool`)).filter((name) => name.startsWith('report-'));
const agent = (...args: string[]) => root.run('kfunc-census-agent', ...args);
const deb = inject('packages').find(
  (each) => each.format === 'deb' && each.architecture === 'amd64',
);
let usersBefore: string;

describe.skipIf(part.skip)(part.title, () => {
  beforeAll(async () => {
    gateway = await startGateway(token);
    root = createRoot();
    before = files();
    usersBefore = users();
  });
  afterAll(async () => {
    await gateway.close();
    root.remove();
  });

  it('makes a user without a login, and a state directory that only it reads', async () => {
    await install(deb?.path ?? '');
    const [, , uid, , , home, shell] = (await root.must('getent', 'passwd', 'kfunc-census'))
      .trim()
      .split(':');
    expect([home, shell]).toEqual([state, '/usr/sbin/nologin']);
    const { mode, uid: owner } = statSync(inRoot(state));
    expect([mode & 0o777, owner]).toEqual([0o700, Number(uid)]);
    expect(existsSync(inRoot('/etc/systemd/system/timers.target.wants'))).toBe(
      before.includes('/etc/systemd/system/timers.target.wants'),
    );
  });

  it('scans, as its user, with the capabilities of the unit', async () => {
    const { status, stdout, stderr } = await agent('scan');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/programs/);
    expect(reports()).toHaveLength(1);
    const owner = statSync(inRoot(`${state}/spool/${reports()[0]}`)).uid;
    expect(owner).toBe(statSync(inRoot(state)).uid);
    expect(statSync(inRoot(`${state}/host.key`)).mode & 0o777).toBe(0o600);
  });

  it('keeps the report while no gateway answers, and says so', async () => {
    writeFileSync(inRoot(`${state}/send.token`), `${token}\n`, { mode: 0o644 });
    appendFileSync(inRoot(configuration), 'CENSUS_GATEWAY_URL=http://127.0.0.1:1\n');
    const { status, stderr } = await agent('send');
    expect(status).toBe(4);
    expect(stderr).toMatch(/send\/unavailable: .*The report stays in the spool/);
    expect(reports()).toHaveLength(1);
  });

  it('keeps the report when the certificate of the gateway is nobody’s', async () => {
    const at = (name: string): string => inRoot(`/tmp/${name}`);
    const made = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '1', '-subj', '/CN=localhost'];
    runTool('openssl', ['req', ...made, '-keyout', at('key.pem'), '-out', at('cert.pem')]);
    const [key, cert] = ['key.pem', 'cert.pem'].map((name) => readFileSync(at(name)));
    let asked = 0;
    const server = createServer({ key, cert }, (_, response) => {
      asked += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const text = readFileSync(inRoot(configuration), 'utf8');
    writeFileSync(inRoot(configuration), `${text}CENSUS_GATEWAY_URL=https://127.0.0.1:${port}\n`);
    const { status, stderr } = await agent('send');
    server.close();
    writeFileSync(inRoot(configuration), text);
    expect(stderr).toMatch(/send\/unavailable: .*self-signed certificate/i);
    expect(status).toBe(4);
    expect([reports().length, asked]).toEqual([1, 0]);
  });

  it('keeps state, spool and a changed configuration over an upgrade and a downgrade', async () => {
    const kept = () =>
      [
        `${state}/host.key`,
        `${state}/spool/state.json`,
        `${state}/spool/${reports()[0]}`,
        configuration,
      ].map((path) => readFileSync(inRoot(path), 'latin1'));
    const then = kept();
    for (const path of [inject('next'), deb?.path ?? '']) {
      expect(await install(path)).toMatch(/Setting up kfunc-census-agent/);
      expect(kept()).toEqual(then);
    }
  });

  it('sends to a gateway, and the spool is empty afterwards', async () => {
    const text = readFileSync(inRoot(configuration), 'utf8');
    writeFileSync(inRoot(configuration), text.replace('http://127.0.0.1:1\n', `${gateway.url}\n`));
    const sent = await agent('send');
    expect(sent.stderr).toMatch(/^agent: sent report/);
    expect(sent.status).toBe(0);
    expect(gateway.published.map(({ kind }) => kind)).toContain('report');
    expect(reports()).toEqual([]);
    const [host = ''] = Buffer.from(
      gateway.published.find(({ kind }) => kind === 'report')?.value ?? '',
    )
      .toString()
      .split('\n');
    expect(JSON.parse(host)).toMatchObject({ org: 'acme', late: 0 });
    expect(await agent('send')).toMatchObject({ status: 0, stderr: /nothing to send/ });
  });

  it('names the line of a wrong configuration, and scans all the same', async () => {
    const text = readFileSync(inRoot(configuration), 'utf8');
    const line = text.split('\n').length;
    writeFileSync(inRoot(configuration), `${text}CENSUS_OWNER_SEARCH_MS=long\n`);
    const { status, stderr } = await agent('scan');
    expect(status).toBe(0);
    expect(stderr).toContain(`note: ${configuration} line ${line}: CENSUS_OWNER_SEARCH_MS="long"`);
    writeFileSync(inRoot(configuration), text);
  });

  it('says that there is no machine id, and reports nothing', async () => {
    const text = readFileSync(inRoot('/etc/machine-id'));
    writeFileSync(inRoot('/etc/machine-id'), '');
    const waiting = reports();
    const { status, stderr } = await agent('scan');
    expect(status).toBe(1);
    expect(stderr).toMatch(/\/etc\/machine-id is missing or empty/);
    expect(reports()).toEqual(waiting);
    writeFileSync(inRoot('/etc/machine-id'), text);
  });

  it('keeps one intact report when two agents scan at once', async () => {
    const runs = await Promise.all([agent('scan'), agent('scan')]);
    for (const { status, stderr } of runs)
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(await agent('send')).toMatchObject({ status: 0 });
  });

  it('leaves state after a removal, and nothing after a purge', async () => {
    await root.must('dpkg', '-r', 'kfunc-census-agent');
    expect(existsSync(inRoot(`${state}/host.key`))).toBe(true);
    expect(existsSync(inRoot('/usr/lib/kfunc-census'))).toBe(false);
    await root.must('dpkg', '-P', 'kfunc-census-agent');
    expect(files()).toEqual(before);
    expect(users()).toBe(usersBefore);
    expect(await root.must('dpkg-query', '-W')).not.toMatch(/kfunc-census/);
  });
});
