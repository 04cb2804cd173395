import { mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { littleEndian } from '../endian.ts';
import { FakeKernel } from '../fake-kernel.spec-helper.ts';
import { errno } from '../syscall.ts';
import { BpfQueries } from './bpf-queries.ts';
import { searchNetworkDevices } from './netdev-search.ts';
import { messageTypes } from './netlink.ts';
import { Findings } from './search.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'netlink-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries())
    new DataView(bytes.buffer, bytes.byteOffset).setUint32(at * 4, value, littleEndian);
  return bytes;
};
function attribute(type: number, value: Buffer): Buffer {
  const padded = Buffer.alloc((4 + value.length + 3) & ~3);
  const view = new DataView(padded.buffer, padded.byteOffset);
  view.setUint16(0, 4 + value.length, littleEndian);
  view.setUint16(2, type, littleEndian);
  value.copy(padded, 4);
  return padded;
}
function message(type: number, payload: Buffer, flags = 2): Buffer {
  const header = Buffer.alloc(16);
  const view = new DataView(header.buffer, header.byteOffset);
  view.setUint32(0, 16 + payload.length, littleEndian);
  view.setUint16(4, type, littleEndian);
  view.setUint16(6, flags, littleEndian);
  return Buffer.concat([header, payload]);
}
const { done, error, newLink, newQdisc, newFilter } = messageTypes;
const end = message(done, u32(0));
const interruptedEnd = message(done, u32(0), 0x12);
const failed = (code: number) => message(error, u32(-code >>> 0));
const device = message(newLink, u32(0, 3, 0, 0));
const ingress = message(
  newQdisc,
  Buffer.concat([u32(0, 3, 0xffff_0000, 0, 0), attribute(1, Buffer.from('ingress\0'))]),
);
const filter = message(
  newFilter,
  Buffer.concat([
    u32(0, 3, 1, 0, 0),
    attribute(1, Buffer.from('bpf\0')),
    attribute(2, attribute(11, u32(7))),
  ]),
);

/**
 * A file in place of the socket: behind the room for each request stands its answer, as long as the
 * longest read.
 */
function socketOf(links: Buffer[], qdiscs: Buffer[], filters: Buffer[]): number {
  const path = join(directory, 'socket');
  const answer = (messages: Buffer[]) => Buffer.concat([...messages, Buffer.alloc(65_536)], 65_536);
  const rooms = [40, 36, 36].map((length) => Buffer.alloc(length));
  const answers = [links, qdiscs, filters].map(answer);
  writeFileSync(path, Buffer.concat(rooms.flatMap((room, at) => [room, answers[at] ?? room])));
  return openSync(path, 'r+');
}

function search(links: Buffer[], qdiscs: Buffer[], filters: Buffer[]) {
  const findings = new Findings(new Map([[7, 'sched_cls']]), 1000, () => 0);
  const socket = socketOf(links, qdiscs, filters);
  searchNetworkDevices(findings, new BpfQueries(new FakeKernel()), () => socket);
  const { holds, denied, unsearched } = findings;
  return { found: holds.length, denied, unsearched: [...unsearched] };
}

describe('searchNetworkDevices', () => {
  it('finds the program of a filter', () => {
    const found = search([device, end], [ingress, end], [filter, end]);
    expect(found).toEqual({ found: 1, denied: 0, unsearched: [] });
  });

  it.each([errno.EOPNOTSUPP, errno.ENODEV])('finds nothing where errno is %i', (code) => {
    const found = search([device, end], [ingress, end], [failed(code)]);
    expect(found).toEqual({ found: 0, denied: 0, unsearched: [] });
  });

  it('counts a dump that fails, and keeps what came before', () => {
    const denied = { denied: 1, unsearched: ['netdev'] };
    const refused = failed(errno.EPERM);
    expect(search([device, end], [ingress, end], [refused])).toEqual({ found: 0, ...denied });
    const late = message(done, u32(-errno.ENOMEM >>> 0));
    expect(search([device, end], [ingress, end], [filter, late])).toEqual({ found: 1, ...denied });
    expect(search([device, end], [refused], [])).toEqual({ found: 0, ...denied });
    expect(search([device, end], [ingress, end], [])).toEqual({ found: 0, ...denied });
  });

  it('has not searched all of what changed meanwhile', () => {
    const unsearched = { found: 1, denied: 0, unsearched: ['netdev'] };
    expect(search([device, end], [ingress, end], [filter, interruptedEnd])).toEqual(unsearched);
    expect(search([device, interruptedEnd], [ingress, end], [filter, end])).toEqual(unsearched);
  });
});
