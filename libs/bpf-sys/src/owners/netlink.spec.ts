import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { littleEndian } from '../endian.ts';
import { dumpRequest, messageTypes, parseAttributes, parseMessages, u32At } from './netlink.ts';
import {
  filterRequest,
  linkRequest,
  parseFilter,
  parseLink,
  parseQdisc,
  qdiscRequest,
} from './route-messages.ts';

const u32 = (...values: number[]): Uint8Array => {
  const bytes = new Uint8Array(values.length * 4);
  values.forEach((value, at) => {
    new DataView(bytes.buffer).setUint32(at * 4, value, littleEndian);
  });
  return bytes;
};
const join = (...parts: Uint8Array[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => [...part]));
const text = (value: string): Uint8Array => new TextEncoder().encode(`${value}\0`);
/** An attribute, padded to four bytes. */
function attribute(type: number, value: Uint8Array): Uint8Array {
  const bytes = new Uint8Array((4 + value.length + 3) & ~3);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, 4 + value.length, littleEndian);
  view.setUint16(2, type, littleEndian);
  bytes.set(value, 4);
  return bytes;
}
const nested = 0x8000;
const linkHeader = (index: number): Uint8Array => u32(0, index, 0, 0);
const trafficHeader = (device: number, handle: number): Uint8Array => u32(0, device, handle, 0, 0);

describe('messages', () => {
  it('are written and read alike', () => {
    const request = dumpRequest(messageTypes.getFilter, filterRequest({ device: 3, parent: 9 }));
    const [message, ...rest] = parseMessages(request);
    expect(rest).toEqual([]);
    expect(message?.type).toBe(messageTypes.getFilter);
    expect([u32At(message!.payload, 4), u32At(message!.payload, 12)]).toEqual([3, 9]);
    const both = join(request, dumpRequest(messageTypes.getLink, linkRequest()), qdiscRequest());
    expect(parseMessages(both).map(({ type }) => type)).toEqual([
      messageTypes.getFilter,
      messageTypes.getLink,
    ]);
  });

  it('end at what is cut or makes no sense', () => {
    expect(parseMessages(new Uint8Array(15))).toEqual([]);
    expect(parseMessages(u32(15, 0, 0, 0))).toEqual([]);
    expect(parseMessages(u32(17, 0, 0, 0))).toEqual([]);
    expect(parseAttributes(Uint8Array.of(3, 0, 1, 0)).size).toBe(0);
    expect(parseAttributes(Uint8Array.of(9, 0, 1, 0)).size).toBe(0);
  });

  it('of any bytes are read in bounded time', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        for (const message of parseMessages(bytes))
          for (const parse of [parseLink, parseQdisc, parseFilter]) parse(message);
        for (const type of [messageTypes.newLink, messageTypes.newQdisc, messageTypes.newFilter]) {
          expect(parseFilter({ type, payload: bytes })).toBeGreaterThanOrEqual(0);
          parseLink({ type, payload: bytes });
          parseQdisc({ type, payload: bytes });
        }
      }),
    );
  });
});

describe('parseLink', () => {
  it('names the XDP programs of a device, each once', () => {
    const programs = join(
      attribute(2, Uint8Array.of(4)),
      attribute(4, u32(7)),
      attribute(6, u32(7)),
    );
    const payload = join(
      linkHeader(3),
      attribute(3, text('veth')),
      attribute(43 | nested, programs),
    );
    const link = parseLink({ type: messageTypes.newLink, payload });
    expect(link).toEqual({ index: 3, xdpPrograms: [7] });
  });

  it('names none where none is attached', () => {
    const payload = join(linkHeader(1), attribute(43 | nested, attribute(2, Uint8Array.of(0))));
    expect(parseLink({ type: messageTypes.newLink, payload })).toEqual({
      index: 1,
      xdpPrograms: [],
    });
    expect(parseLink({ type: messageTypes.newQdisc, payload })).toBeUndefined();
  });
});

describe('parseQdisc', () => {
  const qdisc = (kind: string, handle: number) =>
    parseQdisc({
      type: messageTypes.newQdisc,
      payload: join(trafficHeader(3, handle), attribute(1, text(kind))),
    });

  it('says where filters hang', () => {
    expect(qdisc('clsact', 0xffff_0000)).toEqual([
      { device: 3, parent: 0xffff_fff2 },
      { device: 3, parent: 0xffff_fff3 },
    ]);
    expect(qdisc('ingress', 0xffff_0000)).toEqual([{ device: 3, parent: 0xffff_fff2 }]);
    expect(qdisc('htb', 0x1_0000)).toEqual([{ device: 3, parent: 0x1_0000 }]);
    expect(qdisc('noqueue', 0)).toEqual([]);
  });
});

describe('parseFilter', () => {
  const filter = (kind: string, options: Uint8Array) =>
    parseFilter({
      type: messageTypes.newFilter,
      payload: join(trafficHeader(3, 1), attribute(1, text(kind)), attribute(2 | nested, options)),
    });

  it('names the program of a bpf filter only', () => {
    expect(filter('bpf', attribute(11, u32(42)))).toBe(42);
    expect(filter('bpf', attribute(7, text('name')))).toBe(0);
    expect(filter('flower', attribute(11, u32(42)))).toBe(0);
  });
});
