import { catalogueId } from '@kfunc-census/report';
import { differences, metricTable } from '@kfunc-census/telemetry';
import { clickHouseEngine, kafkaAvailable, oracleCatalogue, realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { publishPoison } from './poison.ts';
import { type Services, startServices } from './services.ts';

const kafka = realPart('/metrics over a real Kafka and the ClickHouse engine', kafkaAvailable);

describe.skipIf(kafka.skip || clickHouseEngine().skip)(kafka.title, () => {
  let services: Services;
  beforeAll(async () => {
    services = await startServices();
  });
  afterAll(() => services?.close());

  it('exposes what the reference lists, and lists what it exposes', async () => {
    const { send, sendReport, scrape, engine } = services;
    const catalogue = `/v1/catalogues/${catalogueId(oracleCatalogue)}`;
    expect(await send(catalogue, 'PUT', JSON.stringify(oracleCatalogue))).toBe(202);
    expect(await sendReport()).toBe(202);
    expect(await send('/v1/reports', 'POST', '{}')).toBe(422);
    // Once away: it is tried again.
    let cut = false;
    engine.rules = {
      onStatement: (statement) => {
        if (cut || !statement.startsWith('INSERT INTO host_inbox')) return 'pass';
        cut = true;
        return 'cut';
      },
    };
    await publishPoison(services.topic);
    expect(await sendReport()).toBe(202);
    expect(await services.ask('/v1/kfuncs')).toBe(200);
    await vi.waitFor(async () => expect(differences(await scrape())).toEqual([]), {
      timeout: 30_000,
      interval: 200,
    });
  });

  it('tells the difference when the reference has one metric more, or one less', async () => {
    const text = await services.scrape();
    const { 'census.ingester.freshness': freshness, ...less } = metricTable;
    expect(differences(text, less)).toEqual([
      'census_ingester_freshness is exposed, and not listed',
    ]);
    expect(differences(text, { ...metricTable, 'census.other': freshness })).toEqual([
      'census_other is listed, and not exposed',
    ]);
  });

  it('counts what happened', async () => {
    const { sumOf } = services;
    await vi.waitFor(
      async () =>
        expect(await sumOf('census_ingester_dead_letters_total', { code: 'store/rejected' })).toBe(
          1,
        ),
      { timeout: 20_000 },
    );
    expect(await sumOf('census_ingester_retries_total', { what: 'ingest' })).toBeGreaterThan(0);
    const documents = 'census_intake_documents_total';
    expect(await sumOf(documents, { kind: 'report', outcome: 'accepted' })).toBe(2);
    expect(await sumOf(documents, { kind: 'report', outcome: 'report/schema-version' })).toBe(1);
    expect(await sumOf('census_ingester_freshness_count')).toBeGreaterThanOrEqual(2);
    await vi.waitFor(async () => {
      expect(await sumOf('census_queue_lag_messages', { partition: '0' })).toBe(0);
      expect(await sumOf('census_queue_lag_seconds', { partition: '0' })).toBe(0);
    });
  });

  it('says nothing of a lag that it cannot ask for', async () => {
    const { broker, scrape } = services;
    const unknown = /^census_queue_lag_(messages|seconds)\{.*\} NaN$/gm;
    await broker.kill();
    expect((await scrape()).match(unknown)).toHaveLength(2);
    await broker.restart();
    await vi.waitFor(async () => expect((await scrape()).match(unknown)).toBeNull(), {
      timeout: 30_000,
      interval: 500,
    });
  });
});
