import { readFileSync } from 'node:fs';
import { CensusError } from '@kfunc-census/errors';
import { type Catalogue, catalogueId, limits, type Report } from '@kfunc-census/report';
import { describe, expect, it } from 'vitest';
import { createIntake, type QueueMessage, type ReportPublisher } from './index.ts';

const sample = (name: string) =>
  readFileSync(new URL(`../../report/samples/${name}.json`, import.meta.url));
const bytes = (value: unknown) => new TextEncoder().encode(JSON.stringify(value));
const report: Report = JSON.parse(sample('report-v1').toString());
const catalogue: Catalogue = JSON.parse(sample('catalogue-v1').toString());
const now = Date.UTC(2026, 10, 22, 12);
const origin = { organisation: 'acme', ageSeconds: 0 };

function setUp(publish?: ReportPublisher['publish']) {
  const messages: QueueMessage[] = [];
  const publisher: ReportPublisher = {
    publish: async (message) => {
      await publish?.(message);
      messages.push(message);
    },
    ready: async () => true,
    close: async () => undefined,
  };
  const linesOf = (index: number) =>
    new TextDecoder()
      .decode(messages[index]?.value)
      .split('\n')
      .map((line) => JSON.parse(line));
  return { intake: createIntake({ publisher, clock: { now: () => now } }), messages, linesOf };
}

describe('createIntake', () => {
  it('publishes a report as two lines with the gateway’s time, organisation and ids', async () => {
    const { intake, messages, linesOf } = setUp();
    const { id, dropped } = await intake.report(sample('report-v1-with-unknown-fields'), origin);
    const [host, set, ...rest] = linesOf(0);
    expect(messages[0]).toMatchObject({
      kind: 'report',
      key: `acme/${report.host_id}`,
      content: id,
    });
    expect(host).toMatchObject({ org: 'acme', received_at: now, late: 0, set: id });
    expect([set.set, dropped, rest]).toEqual([id, 12, []]);
    expect(new TextDecoder().decode(messages[0]?.value)).not.toContain('newer writer');
  });

  it('believes no organisation and no id of the body', async () => {
    const { intake, linesOf } = setUp();
    const forged = {
      ...report,
      org: 'victim',
      organisation: 'victim',
      set: 'a'.repeat(32),
      platform: 'b'.repeat(32),
    };
    const programs = report.programs.map((program) => ({ ...program, program: 'c'.repeat(32) }));
    await intake.report(bytes(report), origin);
    await intake.report(bytes({ ...forged, programs }), origin);
    expect(linesOf(1)).toEqual(linesOf(0));
  });

  it('marks a report as late by its age', async () => {
    const { intake, linesOf } = setUp();
    await intake.report(bytes(report), { ...origin, ageSeconds: limits.lateAfterSeconds + 1 });
    expect(linesOf(0)[0].late).toBe(1);
  });

  it('publishes nothing of a document that it refuses', async () => {
    const { intake, messages } = setUp();
    const refused = intake.report(bytes({ ...report, seq: -1 }), origin);
    await expect(refused).rejects.toMatchObject({ code: 'report/invalid', field: '/seq' });
    expect(messages).toEqual([]);
  });

  it('resolves only once the queue holds the report, and rejects as the queue does', async () => {
    const gate = Promise.withResolvers<void>();
    const { intake } = setUp(() => gate.promise);
    let resolved = false;
    const accepted = intake.report(bytes(report), origin).then(() => {
      resolved = true;
    });
    await new Promise(setImmediate);
    expect(resolved).toBe(false);
    gate.resolve();
    await accepted;

    const down = setUp(() => Promise.reject(new CensusError('queue/unavailable', 'no broker')));
    await expect(down.intake.report(bytes(report), origin)).rejects.toMatchObject({
      code: 'queue/unavailable',
    });
  });

  it('knows a catalogue after it was published, under the id of its content', async () => {
    const { intake, messages, linesOf } = setUp();
    const id = catalogueId(catalogue);
    const wrong = intake.catalogue('0'.repeat(32), bytes(catalogue), 'org');
    await expect(wrong).rejects.toMatchObject({ code: 'report/id-mismatch', field: 'id' });
    expect([intake.knowsCatalogue(id), messages]).toEqual([false, []]);
    await intake.catalogue(id, bytes(catalogue), 'org');
    expect(intake.knowsCatalogue(id)).toBe(true);
    expect(messages[0]).toMatchObject({
      kind: 'catalogue',
      key: `org/catalogue/${id}`,
      content: id,
    });
    expect(linesOf(0)[0]).toMatchObject({ catalogue: id, module: 'vmlinux' });
  });

  it('knows a catalogue for a day, since a store may have lost it', async () => {
    const day = 86_400_000;
    let time = now;
    const publisher = {
      publish: async () => undefined,
      ready: async () => true,
      close: async () => undefined,
    };
    const intake = createIntake({ publisher, clock: { now: () => time } });
    const id = catalogueId(catalogue);
    await intake.catalogue(id, bytes(catalogue), 'org');
    time += day - 1;
    expect(intake.knowsCatalogue(id)).toBe(true);
    time += 1;
    expect(intake.knowsCatalogue(id)).toBe(false);
  });

  it('does not know a catalogue that the queue did not take', async () => {
    const { intake } = setUp(() => Promise.reject(new CensusError('queue/unavailable', 'down')));
    const id = catalogueId(catalogue);
    await expect(intake.catalogue(id, bytes(catalogue), 'org')).rejects.toThrow('down');
    expect(intake.knowsCatalogue(id)).toBe(false);
  });

  it('keeps a report at the limits within the limit of a message', async () => {
    const { intake, messages } = setUp();
    const [program] = report.programs;
    const [object] = report.objects;
    const key = (index: number) => index.toString(16).padStart(32, '0');
    const largest = {
      ...report,
      objects: Array.from({ length: limits.objects }, (_, index) => ({
        ...object,
        key: key(index),
        declares: [],
        kfuncs: [],
      })),
      programs: Array.from({ length: limits.programs }, (_, index) => ({
        ...program,
        object: key(index),
        name: `p${index}`,
        kfuncs: [],
      })),
    };
    const room = limits.decompressedBytes - bytes(largest).byteLength;
    const fill = 'é'.repeat(Math.floor(room / limits.programs / 2));
    for (const filled of largest.programs) filled.name += fill;
    const body = bytes(largest);
    expect(body.byteLength).toBeGreaterThan(limits.decompressedBytes * 0.99);
    await intake.report(body, origin);
    expect(messages[0]?.value.byteLength).toBeLessThan(limits.messageBytes);
  });
});
