/** What the mission asks of the agent: its own programs, the bytes it sends, and doing without sending. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { openStore } from '@kfunc-census/clickhouse';
import type { KfuncDetailAnswer } from '@kfunc-census/query';
import type { Report } from '@kfunc-census/report';
import { createSpool } from '@kfunc-census/spool';
import {
  catalogueKfunc,
  catalogueLine,
  clickHouseEngine,
  hostLine,
  idOf,
  programKfunc,
  programMember,
  realPart,
  setLine,
  storeLines,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../apps/cli/src/cli.ts';
import { root } from '../../tools/lib/run.ts';
import { startAllInOne } from '../e2e/all-in-one.ts';
import { ask } from '../e2e/ask.ts';
import { runAgent, startAgent } from '../kernel/agent-process.ts';
import { bpfAvailable, bpftool } from '../kernel/load.ts';
import { type ServedApi, serveApi } from './served-api.ts';

const engine = clickHouseEngine();
const recorded = ['--recorded', `${root}/apps/agent/recorded`];

describe("Does a GC-/self-generated program (the agent's own) stay out of the counts (K8s #106668)?", () => {
  describe.skipIf(engine.skip)(engine.title, () => {
    const path = mkdtempSync(join(tmpdir(), 'census-inserted-'));
    let open: Awaited<ReturnType<typeof openStore>>;
    let api: ServedApi;
    beforeAll(async () => {
      open = await openStore({ kind: 'embedded', path });
      await open.migrate();
      api = await serveApi(open.reader);
    });
    afterAll(async () => {
      await api.close();
      await open.close();
      rmSync(path, { recursive: true });
    });

    it('a call that the kernel put into a program is shown, and is no use', async () => {
      const kfunc = 'bpf_rcu_read_lock';
      const catalogue = catalogueLine({ kfuncs: [catalogueKfunc(kfunc)] });
      const of = (status: 'called' | 'kernel-inserted') =>
        setLine({
          programs: [programMember({ name: status, kfuncs: [programKfunc(kfunc, { status })] })],
        });
      const [inserted, called] = [of('kernel-inserted'), of('called')];
      const host = (number: number, set: string) =>
        hostLine({ host: idOf('host', number), set, catalogues: [catalogue.catalogue] });
      await open.store.insert(
        storeLines({
          catalogues: [catalogue],
          sets: [inserted, called],
          hosts: [host(1, called.set), host(2, inserted.set), host(3, inserted.set)],
        }),
      );
      api.now = Date.UTC(2026, 2, 11);
      const { body } = await api.ask('org-a', `/v1/kfuncs/${kfunc}?days=7`);
      const [answer] = (body as KfuncDetailAnswer).kfuncs;
      expect(answer?.hosts).toMatchObject({ users: 1, exposed: 3 });
      expect(answer?.seen_by_rung['kernel-inserted']).toBe(2);
    });
  });

  const kernel = realPart('scans of this kernel', bpfAvailable);
  describe.skipIf(kernel.skip)(kernel.title, () => {
    it('a scan after a scan finds as many programs, since the agent loads none', () => {
      const state = mkdtempSync(join(tmpdir(), 'census-own-'));
      const programs = () =>
        (JSON.parse(bpftool(['-j', 'prog', 'show'])) as { id: number }[]).map(({ id }) => id);
      const before = programs();
      const reports = [1, 2].map(
        () => JSON.parse(runAgent(['scan', '--print'], state).stdout) as Report,
      );
      rmSync(state, { recursive: true });
      expect(programs()).toEqual(before);
      for (const { coverage, programs: shown } of reports) {
        expect(coverage.programs_loaded).toBe(before.length);
        for (const { loader } of shown) expect(loader?.exe ?? '').not.toMatch(/agent|kfunc-census/);
      }
    });
  });
});

/** Takes whatever comes as a gateway would, and keeps the bytes. */
async function startCollector() {
  const bodies: { readonly method: string; readonly path: string; readonly body: Buffer }[] = [];
  const server: Server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const { method = '', url = '' } = request;
      bodies.push({ method, path: url, body: Buffer.concat(parts) });
      const status = method === 'HEAD' ? 404 : method === 'PUT' ? 201 : 202;
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"id":"x"}');
    });
  });
  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return { bodies, url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

describe('Can an operator see the bytes before they leave, and run fully without upload?', () => {
  let state: string;
  beforeAll(() => {
    state = mkdtempSync(join(tmpdir(), 'census-bytes-'));
    writeFileSync(join(state, 'send.token'), 'a-token-that-may-send\n');
  });
  afterAll(() => rmSync(state, { recursive: true }));
  /** What differs from scan to scan: when it was, and how many went before. */
  const timeless = (text: string): Report => ({
    ...(JSON.parse(text) as Report),
    collected_at: '',
    seq: 0,
  });

  it('shows what a scan would send, keeps the very bytes, and sends these and nothing else', async () => {
    const shown = runAgent(['scan', ...recorded, '--print'], state);
    const catalogues = runAgent(['scan', ...recorded, '--print-catalogues'], state);
    const spool = createSpool(join(state, 'spool'));
    expect(spool.pending().report).toBeUndefined();
    expect(runAgent(['scan', ...recorded], state).status).toBe(0);
    const kept = gunzipSync(spool.pending().report?.gzip ?? Buffer.alloc(0)).toString();
    expect(timeless(kept)).toEqual(timeless(shown.stdout));

    const collector = await startCollector();
    try {
      const sent = await startAgent(['send'], state, { CENSUS_GATEWAY_URL: collector.url });
      expect([sent.status, sent.stderr]).toEqual([0, expect.anything()]);
      const texts = collector.bodies
        .filter(({ body }) => body.length > 0)
        .map(({ method, body }) => [method, gunzipIfNeeded(body)]);
      expect(texts).toEqual([
        ...catalogues.stdout
          .trimEnd()
          .split('\n')
          .map((line) => ['PUT', line]),
        ['POST', kept],
      ]);
    } finally {
      collector.close();
    }
  });

  it('answers on the host alone, with no gateway, no token and nothing kept', () => {
    const alone = mkdtempSync(join(tmpdir(), 'census-alone-'));
    const { status, stdout } = runAgent(['scan', ...recorded, '--no-spool'], alone);
    rmSync(alone, { recursive: true });
    expect(status).toBe(0);
    expect(stdout).toMatch(/bpf_rcu_read_lock/);
  });

  const unprivileged = realPart('everything on one host', () =>
    spawnSync('setpriv', ['--version']).status === 0 ? true : 'setpriv is not installed',
  );
  describe.skipIf(unprivileged.skip)(unprivileged.title, () => {
    it('answers all questions from a store of its own, before and after the process has ended', async () => {
      const command = [
        ...['setpriv', '--bounding-set=-all', '--inh-caps=-all'],
        ...[process.execPath, `${root}/apps/all-in-one/dist/main.js`],
      ] as [string, ...string[]];
      const app = await startAllInOne({ command });
      try {
        expect(new URL(app.gatewayUrl).hostname).toBe('127.0.0.1');
        expect(new URL(app.queryUrl).hostname).toBe('127.0.0.1');
        const path = '/v1/kfuncs/bpf_rcu_read_lock';
        const online = (await ask(app, path, 'recorded.read.token')).body as KfuncDetailAnswer;
        expect(online.kfuncs[0]?.hosts).toMatchObject({ users: 1, exposed: 1 });
        await app.stop({ keepState: true });
        const out: string[] = [];
        const io = {
          out: (text: string) => void out.push(text),
          err: (text: string) => void out.push(text),
        };
        const store = join(app.stateDir, 'store');
        const question = ['forecast', '--remove', 'bpf_rcu_read_lock'];
        const code = await runCli(['--store', store, '--as', 'recorded', ...question], io, {});
        expect([code, out.join('')]).toEqual([3, expect.stringContaining('does-not-link')]);
      } finally {
        rmSync(app.stateDir, { recursive: true, force: true });
      }
    });
  });
});

function gunzipIfNeeded(body: Buffer): string {
  return (body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body) : body).toString();
}
