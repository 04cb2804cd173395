import type { AddressInfo } from 'node:net';
import { createServer, type Server } from 'node:net';
import {
  type Broker,
  clickHouseEngine,
  kafkaAvailable,
  type OtlpReceiver,
  type ReceivedSpan,
  realPart,
  startBroker,
  startOtlpReceiver,
} from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { sendOne } from '../faults/load.ts';
import { openPipeline, type Pipeline } from '../faults/pipeline.ts';
import { sendFromHost } from './send-from-host.ts';

const kafka = realPart('traces over a real Kafka and the ClickHouse engine', kafkaAvailable);

describe.skipIf(kafka.skip || clickHouseEngine().skip)(kafka.title, () => {
  let broker: Broker;
  beforeAll(async () => {
    broker = await startBroker();
  });
  afterAll(() => broker?.stop());

  describe('with a receiver of OTLP', () => {
    let receiver: OtlpReceiver;
    let pipeline: Pipeline;
    let trace: string;

    const spansOf = (service: string, name: string): readonly ReceivedSpan[] =>
      receiver.spans.filter((span) => span.service === service && span.name === name);
    const ofTrace = (service: string, name: string) =>
      spansOf(service, name).filter(({ traceId }) => traceId === trace);
    /** The send has more requests than the report: the catalogue may come first, in a batch of its own. */
    const published = () => ofTrace('kfunc-census-gateway', 'publish report')[0];
    const ingested = () =>
      ofTrace('kfunc-census-ingester', 'ingest message').find(
        ({ parentSpanId }) => parentSpanId === published()?.spanId,
      );
    const batch = () =>
      spansOf('kfunc-census-ingester', 'ingest batch').find(({ traceId }) =>
        ingested()?.links.includes(traceId),
      );

    beforeAll(async () => {
      receiver = await startOtlpReceiver();
      pipeline = await openPipeline(broker.brokers, 'traced', {
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '100',
        OTEL_METRIC_EXPORT_INTERVAL: '500',
        OTEL_METRIC_EXPORT_TIMEOUT: '500',
        CENSUS_LOG_LEVEL: 'info',
      });
      trace = await sendFromHost(pipeline.target);
      await pipeline.drained();
      // The last of its spans to end.
      await vi.waitFor(() => expect(batch()).toBeDefined(), { timeout: 20_000 });
    });
    afterAll(async () => {
      await pipeline?.close();
      await receiver?.close();
    });

    it('finds one report in the gateway, as the continuation of the agent’s send', () => {
      const [request] = ofTrace('kfunc-census-gateway', 'POST /v1/reports');
      expect(request).toMatchObject({
        parentSpanId: expect.stringMatching(/^[0-9a-f]{16}$/),
        attributes: { 'http.response.status_code': 202, 'http.route': '/v1/reports' },
      });
      expect(published()).toMatchObject({ parentSpanId: request?.spanId });
    });

    it('finds it in the ingester, behind Kafka', () => {
      expect(ingested()).toMatchObject({ traceId: trace, links: [batch()?.traceId] });
      expect(batch()?.links).toContain(trace);
    });

    it('finds it at the insert, with what was written and read', () => {
      const insert = spansOf('kfunc-census-ingester', 'INSERT host_inbox_v2').find(({ links }) =>
        links.includes(trace),
      );
      expect(insert).toMatchObject({
        traceId: batch()?.traceId,
        parentSpanId: batch()?.spanId,
        attributes: {
          'db.collection.name': 'host_inbox_v2',
          'census.insert.rows': 1,
          'census.insert.bytes': expect.any(Number),
          'clickhouse.summary.read_rows': expect.any(Number),
        },
      });
      expect(Number(insert?.attributes['census.insert.bytes'])).toBeGreaterThan(100);
    });

    it('names the trace in the log of the request', () => {
      const line = pipeline.gateway.app
        .output()
        .split('\n')
        .find((text) => text.includes(trace) && text.includes('POST /v1/reports 202'));
      expect(JSON.parse(line ?? '{}')).toMatchObject({ trace_id: trace, context: 'http' });
    });

    it('sends metrics the same way', async () => {
      await expect
        .poll(() => [...receiver.metrics], { timeout: 20_000 })
        .toEqual(expect.arrayContaining(['census.ingester.freshness', 'census.intake.documents']));
    });
  });

  describe('with a collector that takes connections and never answers', () => {
    let hole: Server;
    let pipeline: Pipeline;

    beforeAll(async () => {
      hole = createServer((socket) => void socket.resume());
      await new Promise<void>((resolve) => hole.listen(0, '127.0.0.1', resolve));
      pipeline = await openPipeline(broker.brokers, 'black-hole', {
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(hole.address() as AddressInfo).port}`,
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_BSP_MAX_QUEUE_SIZE: '64',
        OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '32',
        OTEL_METRIC_EXPORT_INTERVAL: '200',
        OTEL_METRIC_EXPORT_TIMEOUT: '200',
      });
    });
    afterAll(async () => {
      await pipeline?.close();
      hole?.close();
    });

    it('takes more reports than telemetry keeps spans, each as fast as ever', async () => {
      const slowest = { ms: 0 };
      for (let round = 0; round < 20; round += 1) {
        const began = performance.now();
        await Promise.all(
          Array.from({ length: 20 }, () => sendOne(pipeline.target, pipeline.oracle)),
        );
        slowest.ms = Math.max(slowest.ms, performance.now() - began);
      }
      // A wait for the collector would take its time-out, 10 s.
      expect(slowest.ms).toBeLessThan(5000);
      await pipeline.drained();
    });

    it('stops in order, within what telemetry may take at the end', async () => {
      for (const { app } of [pipeline.gateway, pipeline.ingester]) {
        const began = performance.now();
        app.signal('SIGTERM');
        expect(await app.exited).toBe(0);
        expect(performance.now() - began).toBeLessThan(10_000);
      }
    });
  });
});
