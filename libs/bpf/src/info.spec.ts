import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  btfInfoOffsets,
  decodeBtfInfo,
  decodeLinkInfo,
  decodeProgramInfo,
  instructionsReturned,
  progInfoOffsets,
  structSizes,
} from './index.ts';

function programInfo(littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(structSizes.progInfo);
  const view = new DataView(bytes.buffer);
  view.setUint32(progInfoOffsets.type, 3, littleEndian);
  view.setUint32(progInfoOffsets.id, 42, littleEndian);
  bytes.set([0x6d, 0xee, 0xf7, 0x35, 0x7e, 0x7b, 0x45, 0x30], progInfoOffsets.tag);
  bytes.set(new TextEncoder().encode('fifteen_letters'), progInfoOffsets.name);
  view.setBigUint64(progInfoOffsets.loadTime, 1n << 40n, littleEndian);
  view.setUint32(progInfoOffsets.xlatedLength, 512, littleEndian);
  view.setUint32(progInfoOffsets.btfId, 7, littleEndian);
  view.setUint32(progInfoOffsets.attachBtfId, 99, littleEndian);
  return bytes;
}

describe('decodeProgramInfo', () => {
  it.each([true, false])('reads a struct, little endian %s', (littleEndian) => {
    expect(decodeProgramInfo(programInfo(littleEndian), littleEndian)).toMatchObject({
      type: 3,
      id: 42,
      tag: '6deef7357e7b4530',
      name: 'fifteen_letters',
      loadTime: 1n << 40n,
      xlatedLength: 512,
      btfId: 7,
      attachBtfId: 99,
    });
  });

  it('reads what an older kernel does not know as 0', () => {
    const info = decodeProgramInfo(programInfo(true).subarray(0, 200), true);
    expect(info).toMatchObject({ id: 42, btfId: 7, attachBtfId: 0, attachBtfObjectId: 0 });
  });

  it('takes any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.boolean(), (bytes, le) => {
        expect(decodeProgramInfo(bytes, le).tag).toMatch(/^([0-9a-f]{2}){0,8}$/);
        expect(decodeLinkInfo(bytes, le).id).toBeGreaterThanOrEqual(0);
      }),
    );
  });
});

describe('instructionsReturned', () => {
  it('needs the pointer and a first word', () => {
    const info = programInfo(true);
    const code = Uint8Array.of(0xb7, 0, 0, 0, 0, 0, 0, 0);
    expect(instructionsReturned(info, code, true)).toBe(false);
    new DataView(info.buffer).setBigUint64(progInfoOffsets.xlatedInsns, 1n, true);
    expect(instructionsReturned(info, code, true)).toBe(true);
    expect(instructionsReturned(info, new Uint8Array(8), true)).toBe(false);
  });
});

describe('decodeBtfInfo', () => {
  it('reads id, size, name and whose it is', () => {
    const bytes = new Uint8Array(structSizes.btfInfo);
    const view = new DataView(bytes.buffer);
    view.setUint32(btfInfoOffsets.size, 100, true);
    view.setUint32(btfInfoOffsets.id, 1, true);
    view.setUint32(btfInfoOffsets.kernel, 1, true);
    const name = new TextEncoder().encode('vmlinux\0junk');
    expect(decodeBtfInfo(bytes, true, name)).toEqual({
      id: 1,
      name: 'vmlinux',
      kernel: true,
      size: 100,
    });
  });
});
