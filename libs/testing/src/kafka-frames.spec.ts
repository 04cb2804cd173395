import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { apiKeys, FrameSplitter, producedTopics, readRequest } from './kafka-frames.ts';

const frame = (body: Uint8Array): Buffer => {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length);
  return Buffer.concat([length, body]);
};

describe('FrameSplitter', () => {
  it('gives the frames of a stream, however it is cut', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        bodies,
        fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
        (all, cuts) => {
          const stream = Buffer.concat(all.map(frame));
          const splitter = new FrameSplitter();
          const found: Buffer[] = [];
          for (let at = 0, cut = 0; at < stream.length; cut += 1) {
            const size = cuts[cut % cuts.length] ?? 1;
            found.push(...splitter.push(stream.subarray(at, at + size)));
            at += size;
          }
          expect(found.map((one) => [...one])).toEqual(all.map((one) => [...one]));
        },
      ),
    );
  });
});

describe('a request', () => {
  const bytes = (hex: string): Buffer => Buffer.from(hex.replaceAll(' ', ''), 'hex');
  const header = '0000 0007 0000002a 0001 78';

  it('has what its header says', () => {
    expect(readRequest(bytes(`${header} ff`))).toEqual({
      apiKey: apiKeys.produce,
      apiVersion: 7,
      correlationId: 42,
      clientId: 'x',
      body: Buffer.from([0xff]),
    });
  });

  it('names the topics that it writes to, and is refused in a version that is not known', () => {
    // No transaction, acks -1, a timeout, two topics with one partition each and records of 3 and 0 bytes.
    const topic = (name: string, records: string) => `0001 ${name} 00000001 00000000 ${records}`;
    const body = `ffff ffff 000009c4 00000002 ${topic('61', '00000003 010203')} ${topic('62', '00000000')}`;
    const request = readRequest(bytes(`${header}${body}`));
    expect(producedTopics(request)).toEqual(['a', 'b']);
    expect(() => producedTopics({ ...request, apiVersion: 9 })).toThrow('version 9');
  });
});
