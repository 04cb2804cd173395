import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KernelSymbol } from '@kfunc-census/bpf';
import { isCensusError } from '@kfunc-census/errors';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readKernelBtf, readSymbols } from './kernel-files.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kallsyms-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const read = (text: string): KernelSymbol[] => {
  const path = join(directory, 'kallsyms');
  writeFileSync(path, text);
  const symbols: KernelSymbol[] = [];
  readSymbols((symbol) => symbols.push({ ...symbol }), undefined, path);
  return symbols;
};

describe('readSymbols', () => {
  it('finds every symbol whatever the length of the lines and of the file', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 1, max: 60 }),
        (count, pad) => {
          const expected = Array.from({ length: count }, (_, at) => ({
            address: BigInt(at + 1),
            name: `s${at}${'x'.repeat((at * 7) % pad)}`,
            module: '',
          }));
          const lines = expected.map(({ address, name }) => `${address.toString(16)} T ${name}`);
          expect(read(lines.map((line) => `${line}\n`).join(''))).toEqual(expected);
          expect(read(lines.join('\n'))).toEqual(expected);
        },
      ),
      { numRuns: 8 },
    );
  });

  it('survives a file without newlines', () => {
    expect(read('x'.repeat(200_000))).toEqual([]);
  });
});

describe('readKernelBtf', () => {
  const errorOf = (module: string): unknown => {
    try {
      return readKernelBtf(module, directory);
    } catch (error) {
      return isCensusError(error) ? error.code : error;
    }
  };

  it('tells a kernel without BTF from a sysfs that is not there', () => {
    expect(errorOf('vmlinux')).toBe('agent/kernel-unreadable');
    mkdirSync(join(directory, 'kernel'));
    expect(errorOf('vmlinux')).toBe('agent/not-supported');
    expect(errorOf('nf_conntrack')).toBe('agent/kernel-unreadable');
    mkdirSync(join(directory, 'kernel/btf'));
    writeFileSync(join(directory, 'kernel/btf/vmlinux'), 'x');
    expect(errorOf('vmlinux')).toEqual(Buffer.from('x'));
    expect(errorOf('../btf/vmlinux')).toBe('agent/kernel-unreadable');
  });
});
