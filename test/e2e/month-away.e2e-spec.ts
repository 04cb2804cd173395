/** A host that was away for a month, from its spool over intake, queue and ingester to the answers. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type OpenStore, openStore } from '@kfunc-census/clickhouse';
import { createEmbeddedDeadLetters, createEmbeddedQueue } from '@kfunc-census/embedded';
import { createIngester, createIntake, overDay } from '@kfunc-census/ingest';
import { createQueries } from '@kfunc-census/query';
import { catalogueId, type Report } from '@kfunc-census/report';
import { createSpool, type Spool } from '@kfunc-census/spool';
import { clickHouseEngine, demoFleet } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

const engine = clickHouseEngine();
const hour = 3_600_000;
const day = 24 * hour;
const start = Date.UTC(2026, 2, 1, 12);
/** Days of the month on which somebody reports, and that are looked at: of the first, the host itself. */
const sampled = [0, 1, 2, 9, 20, 29];
const organisation = 'acme';
const kfuncs = {
  before: 'bpf_rcu_read_lock',
  spooled: 'bpf_task_from_pid',
  now: 'bpf_dynptr_from_skb',
};
const bytes = (document: unknown): Uint8Array => Buffer.from(JSON.stringify(document));

const fleet = demoFleet(1);
const [plain] = fleet.reportsOf(0).filter(({ programs }) => programs.length > 0) as [Report];

/** A scan of a host at an instant, of which one program calls one kfunc. */
function scan(host: string, at: number, kfunc: string): Report {
  const [program] = plain.programs as [Report['programs'][number]];
  const [call] = program.kfuncs as [(typeof program.kfuncs)[number]];
  return {
    ...plain,
    host_id: host.repeat(32),
    collected_at: new Date(at).toISOString(),
    programs: [{ ...program, kfuncs: [{ ...call, name: kfunc, status: 'called' }] }],
  };
}

describe.skipIf(engine.skip).each([
  ['sends what it had spooled, then scans', true],
  ['scans anew, which displaces what it had spooled', false],
])(`a host that is back after a month and %s: ${engine.title}`, (_, sendsFirst) => {
  const directory = mkdtempSync(join(tmpdir(), 'census-month-'));
  let now = start;
  let store: OpenStore;
  let spool: Spool;
  const clock = { now: () => now };

  /** The agent of a host sends its newest report, as `agent send` does. */
  const send = async (from: Spool): Promise<void> => {
    const { report } = from.pending();
    if (report === undefined) throw new Error('the spool is empty');
    const queue = createEmbeddedQueue({ path: join(directory, 'queue.sqlite'), now: clock.now });
    const intake = createIntake({ publisher: queue.publisher, clock });
    for (const catalogue of fleet.catalogues)
      await intake.catalogue(catalogueId(catalogue), bytes(catalogue), organisation);
    const ageSeconds = (now - Date.parse(report.collectedAt)) / 1000;
    await intake.report(gunzipSync(report.gzip), { organisation, ageSeconds });
    await queue.dayMarks.mark(overDay(now), now);
    from.remove(report);
    await drain(queue);
  };
  const drain = async ({ queue, close }: ReturnType<typeof createEmbeddedQueue>) => {
    const deadLetters = createEmbeddedDeadLetters({ path: join(directory, 'dead.sqlite') });
    const policy = { maxBytes: 1_000_000, maxWaitMs: 0 };
    const parts = { queue, store: store.store, deadLetters, clock, policy, setCacheSize: 10 };
    const stop = new AbortController();
    const running = createIngester(parts).run(stop.signal);
    await vi.waitFor(async () => expect(await queue.lag()).toBe(0), { timeout: 20_000 });
    stop.abort();
    await running;
    await close();
    await deadLetters.close();
  };
  const put = (into: Spool, report: Report): number =>
    into.put({ report: bytes(report), catalogues: [] }).displaced;

  /** Everything that is said of a span, but for what speaks of all time or of the asking. */
  const said = async (until: number, days: number) => {
    const queries = createQueries({ reader: store.reader, clock });
    const span = { until: new Date(until).toISOString().slice(0, 10), days };
    const scope = { organisation };
    const { population, window } = await queries.coverage(scope, span);
    const list = await queries.kfuncs(scope, span);
    const used = list.kfuncs
      .filter(({ hosts, users_not_covered }) => hosts.users + users_not_covered > 0)
      .map(({ name, hosts }) => [name, hosts.statement]);
    return { population, window, used };
  };
  const past = async () => {
    const spans = sampled.map((index) => said(start + index * day, 1));
    return [...(await Promise.all(spans)), await said(start + 29 * day, 28)];
  };

  beforeAll(async () => {
    store = await openStore({ kind: 'embedded', path: join(directory, 'store') });
    await store.migrate();
    spool = createSpool(join(directory, 'spool'));
    const other = createSpool(join(directory, 'other'));
    put(spool, scan('a', now, kfuncs.before));
    await send(spool);
    for (const count of sampled.slice(1)) {
      now = start + count * day;
      if (count === 1) put(spool, scan('a', now, kfuncs.spooled));
      put(other, scan('b', now, kfuncs.before));
      await send(other);
    }
    now = start + 30 * day;
    put(other, scan('b', now, kfuncs.before));
    await send(other);
  });
  afterAll(async () => {
    await store?.close();
    rmSync(directory, { recursive: true });
  });

  it('changes no past day, and today only by its newest state', async () => {
    const before = await past();
    expect(before[3]).toMatchObject({
      population: { reporting: 1 },
      window: { complete: true, reopened_days: [] },
      used: [[kfuncs.before, '1 of 1 exposed host']],
    });
    if (sendsFirst) {
      await send(spool);
      expect(await said(now, 1)).toMatchObject({
        population: { reporting: 2, complete: 1, late: 1 },
        used: [[kfuncs.before, '1 of 1 exposed host']],
      });
    }
    expect(put(spool, scan('a', now, kfuncs.now))).toBe(sendsFirst ? 0 : 1);
    await send(spool);
    expect(await past()).toEqual(before);
    expect(await said(now, 1)).toMatchObject({
      population: { reporting: 2, complete: 2, late: 0 },
      used: [
        [kfuncs.now, '1 of 2 exposed hosts'],
        [kfuncs.before, '1 of 2 exposed hosts'],
      ],
    });
    expect((await said(now, 28)).used.map(([name]) => name)).not.toContain(kfuncs.spooled);
  });
});
