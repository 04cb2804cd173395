/** `POST /v1/forecast` to captured kernels, for a fleet that runs older captured kernels. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '@kfunc-census/clickhouse';
import type { ForecastAnswer } from '@kfunc-census/query';
import { clickHouseEngine, storeLines } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scanCapture } from '../captures/scan-capture.ts';
import { type CapturedObject, capturedWorld, shapeOn } from './captured-fleet.ts';
import { type ServedApi, serveApi } from './served-api.ts';
import { createCli, type ServedCli } from './served-cli.ts';

const engine = clickHouseEngine();
const wq = 'bpf_wq_set_callback_impl';
const newest = '7.3.4+deb13';

/** An object, and what becomes of it: the externs or reasons that stand behind it, in words. */
type Case = CapturedObject & { readonly becomes: string };

const everywhere: readonly Case[] = [
  {
    name: 'plain',
    carries: { bpf_key_put: 'called' },
    hosts: { acme: 4, blue: 1 },
    becomes: 'links',
  },
  {
    name: 'timer',
    carries: { [wq]: 'called', bpf_key_put: 'called' },
    hosts: { acme: 3, blue: 2 },
    becomes: `does-not-link ${wq}:no-symbol`,
  },
  {
    name: 'guarded',
    carries: { [wq]: 'tested', bpf_key_put: 'called' },
    hosts: { acme: 2 },
    becomes: `takes-fallback ${wq}:no-symbol`,
  },
  {
    name: 'compat',
    carries: { [wq]: 'called', bpf_wq_set_callback: 'absent' },
    shapes: { bpf_wq_set_callback: shapeOn(newest, 'bpf_wq_set_callback') },
    hosts: { cyan: 2 },
    // It looks untested, and may be called for want of the other, which is there then.
    becomes: `cannot-tell ${wq}:other-path`,
  },
  {
    name: 'compat_wrong',
    carries: { [wq]: 'called', bpf_wq_set_callback: 'absent' },
    shapes: { bpf_wq_set_callback: '(*struct)->int' },
    hosts: { cyan: 1, dune: 1 },
    // The other does not link with this declaration.
    becomes: `does-not-link bpf_wq_set_callback:other-path ${wq}:no-symbol`,
  },
  {
    name: 'future',
    carries: { bpf_key_put: 'called', bpf_wq_set_callback: 'absent' },
    shapes: { bpf_wq_set_callback: shapeOn(newest, 'bpf_wq_set_callback') },
    hosts: { cyan: 1 },
    becomes: 'links',
  },
  {
    name: 'prototype',
    carries: { bpf_dynptr_size: 'called' },
    hosts: { blue: 2, cyan: 3 },
    // Its prototype changed, and what is compared of it did not.
    becomes: 'links',
  },
  {
    name: 'session',
    carries: { bpf_session_cookie: 'called' },
    hosts: { blue: 2 },
    becomes: 'does-not-link bpf_session_cookie:shape',
  },
  {
    name: 'session_tested',
    carries: { bpf_session_cookie: 'tested' },
    hosts: { blue: 1 },
    becomes: 'cannot-tell bpf_session_cookie:loader-unknown',
  },
  {
    name: 'congestion',
    carries: { cubictcp_cwnd_event: 'called' },
    hosts: { acme: 1 },
    becomes: 'does-not-link cubictcp_cwnd_event:no-func',
  },
  {
    name: 'named_only',
    carries: { cubictcp_cwnd_event: 'referenced', bpf_key_put: 'called' },
    hosts: { acme: 1 },
    becomes: 'cannot-tell cubictcp_cwnd_event:not-called',
  },
  {
    name: 'dropped',
    carries: { bpf_key_put: 'called' },
    names: 'dropped',
    hosts: { dune: 3 },
    becomes: 'cannot-tell bpf_key_put:no-declaration',
  },
  {
    name: 'dropped_gone',
    carries: { cubictcp_cwnd_event: 'called' },
    names: 'dropped',
    hosts: { dune: 2 },
    // Its successor is there, and may be carried too.
    becomes: 'cannot-tell cubictcp_cwnd_event:names-dropped',
  },
  {
    name: 'dropped_twin',
    carries: { [wq]: 'called' },
    names: 'dropped',
    hosts: { dune: 1 },
    becomes: `cannot-tell ${wq}:names-dropped`,
  },
  {
    name: 'no_object',
    carries: { cubictcp_cwnd_event: 'called' },
    names: 'none',
    hosts: { dune: 1, blue: 1 },
    becomes: 'cannot-tell cubictcp_cwnd_event:not-recorded',
  },
  {
    name: 'module',
    carries: { bpf_ct_set_nat_info: 'called' },
    hosts: { acme: 2 },
    becomes: 'links',
  },
];

const pairs: readonly (readonly [string, string, readonly Case[]])[] = [
  [
    '6.18.15+deb13',
    '7.2.12+deb13',
    [
      ...everywhere,
      {
        name: 'stream',
        carries: { bpf_stream_vprintk_impl: 'called' },
        hosts: { blue: 3 },
        becomes: 'does-not-link bpf_stream_vprintk_impl:no-symbol',
      },
      {
        name: 'untagged',
        carries: { scx_bpf_kick_cpu: 'called' },
        hosts: { acme: 1, cyan: 1 },
        becomes: 'cannot-tell scx_bpf_kick_cpu:untagged',
      },
    ],
  ],
  [
    '6.12.117+deb13',
    '7.3.4+deb13',
    [
      ...everywhere,
      {
        name: 'rstat',
        carries: { cgroup_rstat_flush: 'called' },
        hosts: { cyan: 4 },
        becomes: 'does-not-link cgroup_rstat_flush:no-func',
      },
      {
        name: 'tagged',
        carries: { tcp_reno_ssthresh: 'called' },
        hosts: { acme: 1, cyan: 1 },
        becomes: 'links',
      },
    ],
  ],
];

const outcomeOf = ({ becomes }: Case): string => becomes.split(' ')[0] ?? '';

/** What an answer says of each program, in the words of the cases. */
function saidOf({ classes }: ForecastAnswer): Record<string, string> {
  const all = classes.flatMap(({ outcome, members }) =>
    members.flatMap(({ programs, externs }) => {
      const behind = externs.map(
        ({ name, untold, unresolved }) => `${name}:${untold ?? unresolved}`,
      );
      return programs.map(({ name }) => [name, [outcome, ...behind].join(' ')] as const);
    }),
  );
  return Object.fromEntries(all.sort());
}

describe.skipIf(engine.skip).each(pairs)(
  `a forecast from %s to %s (${engine.title})`,
  { timeout: 120_000 },
  (from, to, cases) => {
    const path = mkdtempSync(join(tmpdir(), 'census-captured-'));
    let open: Awaited<ReturnType<typeof openStore>>;
    let api: ServedApi;
    let cli: ServedCli;
    const receivedAt = Date.UTC(2026, 4, 1, 12);
    const day = '?days=1&until=2026-05-01';
    const catalogues = scanCapture(to).catalogues.map(({ catalogue }) => catalogue);
    beforeAll(async () => {
      open = await openStore({ kind: 'embedded', path });
      await open.migrate();
      await open.store.insert(storeLines(capturedWorld(from, cases, receivedAt)));
      api = await serveApi(open.reader);
      api.now = receivedAt + 86_400_000;
      cli = createCli(api);
    });
    afterAll(async () => {
      cli.close();
      await api.close();
      await open.close();
      rmSync(path, { recursive: true });
    });
    const ask = async (organisation: string | undefined, body: object) => {
      const wide = organisation === undefined ? '&organisations=all' : '';
      const answer = await api.ask(organisation, `/v1/forecast${day}${wide}`, body);
      expect([answer.status, answer.body]).toMatchObject([200, {}]);
      return answer.body as ForecastAnswer;
    };
    /** Objects, hosts and organisations of each outcome, added up from the cases by hand. */
    const countsOf = (organisation?: string) =>
      ['does-not-link', 'cannot-tell', 'takes-fallback', 'links'].map((outcome) => {
        const own = cases.filter(
          (one) =>
            outcomeOf(one) === outcome &&
            (organisation === undefined || one.hosts[organisation] !== undefined),
        );
        const hosts = own.flatMap((one) =>
          Object.entries(one.hosts).filter(([name]) => (organisation ?? name) === name),
        );
        const alone = own.filter(({ names }) => names === 'none').length;
        return {
          outcome,
          objects: own.length - alone,
          programs_without_object: alone,
          reach:
            own.length === 0
              ? { programs: 0, loaders: 0, hosts: 0, organisations: 0 }
              : {
                  programs: own.length,
                  loaders: own.length,
                  hosts: hosts.reduce((sum, [, count]) => sum + count, 0),
                  organisations: new Set(hosts.map(([name]) => name)).size,
                },
        };
      });
    const counted = ({ classes }: ForecastAnswer) =>
      classes.map(({ outcome, objects, programs_without_object, reach }) => ({
        ...{ outcome, objects, programs_without_object, reach },
      }));

    it('names exactly what does not link, what takes its fallback, what links, and what cannot be told', async () => {
      const answer = await ask(undefined, { catalogues });
      const expected = cases.map(({ name, becomes }) => [name, becomes] as const);
      expect(saidOf(answer)).toEqual(Object.fromEntries(expected.toSorted()));
      expect(answer.all_objects).toBe(true);
    });

    it('counts hosts and organisations, of all and of one', async () => {
      expect(counted(await ask(undefined, { catalogues }))).toEqual(countsOf());
      expect(counted(await ask('blue', { catalogues }))).toEqual(countsOf('blue'));
    });

    it('says what names and shapes cannot show, with the sentence that is always there', async () => {
      const { limits, notes } = await ask(undefined, { catalogues });
      expect(limits).toMatch(/^Names and shapes do not show the program types and hooks /);
      expect(limits).toContain('What links may still not load, and neither may a fallback.');
      expect(notes.join(' ')).toContain('whether it loads is not said');
      const file = join(cli.folder, 'catalogues.ndjson');
      writeFileSync(file, catalogues.map((each) => `${JSON.stringify(each)}\n`).join(''));
      const span = ['--days', '1', '--until', '2026-05-01', '--all-organisations'];
      const { code, out } = await cli.run(undefined, 'forecast', '--to', file, ...span);
      expect(code).toBe(3);
      expect(out.replaceAll(/\s+/g, ' ')).toContain(limits);
    });

    it('cannot tell of the kfunc of a module that the target was not described with', async () => {
      const withoutNat = catalogues.filter(({ module }) => module !== 'nf_nat');
      const said = saidOf(await ask(undefined, { catalogues: withoutNat }));
      expect(said.module).toBe('cannot-tell bpf_ct_set_nat_info:module-not-in-target');
    });

    it('tells of a kfunc that nothing stands for, even where names were dropped', async () => {
      const said = saidOf(await ask(undefined, { remove: ['bpf_key_put'] }));
      for (const name of ['plain', 'timer', 'dropped'])
        expect([name, said[name]]).toEqual([name, 'does-not-link bpf_key_put:no-func']);
      expect(said.session).toBe('links');
    });

    it('finds nothing to break on the kernel that they run on', async () => {
      const ids = scanCapture(from).catalogues.map(({ id }) => id);
      const [broken] = counted(await ask(undefined, { to: ids }));
      expect(broken).toMatchObject({ outcome: 'does-not-link', objects: 0, reach: { hosts: 0 } });
    });
  },
);
