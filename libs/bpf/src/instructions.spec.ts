import { isCensusError } from '@kfunc-census/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeFuncInfo, decodeLineInfo, programTypeName, walkInstructions } from './index.ts';

type Slot = readonly [opcode: number, source: number, off: number, imm: number];

function encode(slots: readonly Slot[], littleEndian: boolean): Uint8Array {
  const bytes = new Uint8Array(slots.length * 8);
  const view = new DataView(bytes.buffer);
  slots.forEach(([opcode, source, off, imm], i) => {
    bytes[i * 8] = opcode;
    bytes[i * 8 + 1] = littleEndian ? source << 4 : source;
    view.setInt16(i * 8 + 2, off, littleEndian);
    view.setInt32(i * 8 + 4, imm, littleEndian);
  });
  return bytes;
}

function walk(bytes: Uint8Array, littleEndian: boolean) {
  const calls: unknown[] = [];
  const loads: unknown[] = [];
  walkInstructions(bytes, littleEndian, {
    call: (site) => calls.push({ ...site }),
    loadImm64: (index, source, value) => loads.push([index, source, value]),
  });
  return { calls, loads };
}

describe.each([true, false])('walkInstructions, little endian %s', (littleEndian) => {
  it('tells the kinds of calls apart and skips the second slot of ld_imm64', () => {
    const bytes = encode(
      [
        [0x18, 0, 0, -2],
        [0x85, 2, 0, -1],
        [0x85, 2, 3, -77],
        [0x85, 1, -5, 2],
        [0x85, 0, 0, 12],
        [0x85, 7, 0, 0],
        [0x95, 0, 0, 0],
      ],
      littleEndian,
    );
    expect(walk(bytes, littleEndian)).toEqual({
      calls: [
        { index: 2, kind: 'kfunc', imm: -77, off: 3 },
        { index: 3, kind: 'subprogram', imm: 2, off: -5 },
        { index: 4, kind: 'helper', imm: 12, off: 0 },
        { index: 5, kind: 'other', imm: 0, off: 0 },
      ],
      loads: [[0, 0, 0xfffffffffffffffen]],
    });
  });

  it('tells plain moves of 64-bit registers', () => {
    const move = (destination: number, source: number, off = 0): number[] => {
      const nibbles = littleEndian ? (source << 4) | destination : (destination << 4) | source;
      return [0xbf, nibbles, ...(littleEndian ? [off, 0] : [0, off]), 0, 0, 0, 0];
    };
    const bytes = Uint8Array.from([
      ...move(0, 1),
      ...move(6, 10),
      ...move(0, 1, 8),
      0x95,
      ...Array(7).fill(0),
    ]);
    const moves: number[][] = [];
    walkInstructions(bytes, littleEndian, { move: (to, from) => moves.push([to, from]) });
    expect(moves).toEqual([
      [0, 1],
      [6, 10],
    ]);
  });

  it('refuses a cut program', () => {
    for (const bytes of [new Uint8Array(7), encode([[0x18, 0, 0, 1]], littleEndian)])
      expect(() => walk(bytes, littleEndian)).toThrow(
        expect.objectContaining({ code: 'bpf/malformed' }),
      );
  });

  it('reads func_info and line_info', () => {
    const words = [7, 9, 3, 20, 30, (12 << 10) | 5];
    const bytes = new Uint8Array(words.length * 4);
    words.forEach((word, i) => {
      new DataView(bytes.buffer).setUint32(i * 4, word, littleEndian);
    });
    expect(decodeFuncInfo(bytes.subarray(0, 8), littleEndian)).toEqual([
      { instruction: 7, type: 9 },
    ]);
    expect(decodeLineInfo(bytes.subarray(8), littleEndian)).toEqual([
      { instruction: 3, file: 20, text: 30, line: 12, column: 5 },
    ]);
  });
});

describe('any bytes', () => {
  it('throw bpf/malformed or nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (bytes, littleEndian) => {
        expect(decodeLineInfo(bytes, littleEndian).length).toBeLessThanOrEqual(4);
        try {
          walk(bytes, littleEndian);
        } catch (error) {
          expect(isCensusError(error, 'bpf/malformed')).toBe(true);
        }
      }),
    );
  });
});

describe('names', () => {
  it('are the words of bpftool, and type_N for what is not known', () => {
    expect([3, 6, 26, 27, 28, 32, 33].map(programTypeName)).toEqual([
      'sched_cls',
      'xdp',
      'tracing',
      'struct_ops',
      'ext',
      'netfilter',
      'type_33',
    ]);
  });
});
