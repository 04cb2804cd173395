/** What one organisation sends changes nothing of what another one is answered. */
import { type Catalogue, catalogueId, type Report } from '@kfunc-census/report';
import { demoFleet } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type AllInOne, startAllInOne } from './all-in-one.ts';
import { ask, everyAnswer, send } from './ask.ts';

const fleet = demoFleet(28);
const [catalogue] = fleet.catalogues as [Catalogue];
const victim = fleet.reportsOf(0).find(({ programs }) => programs.length > 0) as Report;
const id = catalogueId(catalogue);
/** Names that a gateway that believes bodies would take ids and organisations from. */
const claims = (text: string) =>
  Object.fromEntries(
    [
      'org',
      'organisation',
      'set',
      'set_id',
      'platform',
      'platform_id',
      'program',
      'program_id',
      'id',
    ].map((name) => [name, text]),
  );

describe('two organisations on one installation', () => {
  let app: AllInOne;
  beforeAll(async () => {
    app = await startAllInOne();
    await send(app, 'PUT', `/v1/catalogues/${id}`, JSON.stringify(catalogue));
    const { status } = await send(app, 'POST', '/v1/reports', JSON.stringify(victim));
    expect(status).toBe(202);
    await untilSeen('read.token', victim.kernel.release);
  });
  afterAll(() => app?.stop());

  /** Resolves once the organisation is answered about a kernel it reported. */
  const untilSeen = (tokenFile: string, release: string) =>
    vi.waitFor(
      async () => {
        const { body } = await ask(app, `/v1/coverage?release=${release}`, tokenFile);
        expect(body).toMatchObject({ population: { reporting: 1 } });
      },
      { timeout: 20_000, interval: 100 },
    );

  it('a report that claims the ids of another changes none of its answers', async () => {
    const before = await everyAnswer(app, 'read.token');
    const accepted = await send(app, 'POST', '/v1/reports', JSON.stringify(victim));
    const { id: setId } = accepted.body as { id: string };
    const [program] = victim.programs;
    const forged = {
      ...victim,
      ...claims(setId),
      organisation: 'local',
      org: 'local',
      programs: [
        {
          ...program,
          ...claims(setId),
          kfuncs: [{ ...program?.kfuncs[0], name: 'bpf_forged', status: 'called' }],
        },
      ],
      kernel: { ...victim.kernel, ...claims(setId), arch: 'forged' },
    };
    const answer = await send(
      app,
      'POST',
      '/v1/reports',
      JSON.stringify(forged),
      'demo.send.token',
    );
    expect(answer.status).toBe(202);
    expect((answer.body as { id: string }).id).not.toBe(setId);
    await untilSeen('demo.read.token', victim.kernel.release);
    expect((await ask(app, '/v1/kfuncs/bpf_forged', 'demo.read.token')).status).toBe(200);
    expect((await ask(app, '/v1/kfuncs/bpf_forged')).status).toBe(404);
    expect(await everyAnswer(app, 'read.token')).toEqual(before);
  });

  it('a catalogue is not taken under the id of another', async () => {
    const forged = JSON.stringify({ ...catalogue, kfuncs: [] });
    const { status, body } = await send(
      app,
      'PUT',
      `/v1/catalogues/${id}`,
      forged,
      'demo.send.token',
    );
    expect([status, body]).toMatchObject([422, { code: 'report/id-mismatch' }]);
  });

  it('a document that two parsers could read differently is refused', async () => {
    const { status, body } = await send(app, 'POST', '/v1/reports', '{"a":1,"a":2}');
    expect([status, body]).toMatchObject([400, { code: 'report/duplicate-key', field: '/a' }]);
  });

  it('no credential, a wrong one and one without the right get nothing', async () => {
    const withToken = (token?: string) =>
      fetch(`${app.queryUrl}/v1/kfuncs`, {
        headers: token === undefined ? {} : { authorization: `Bearer ${token}` },
      }).then(({ status }) => status);
    expect(await withToken()).toBe(401);
    expect(await withToken('x'.repeat(43))).toBe(401);
    expect(await withToken(app.token('send.token'))).toBe(403);
  });
});
