import { isCensusError } from '@kfunc-census/errors';
import { beforeEach, describe, expect, it } from 'vitest';
import { FakeKernel, type FakeProgram, isOpen } from './fake-kernel.spec-helper.ts';
import { createKernelReader } from './kernel-reader.ts';
import { errno } from './syscall.ts';

const code = Uint8Array.of(0xb7, 0, 0, 0, 1, 0, 0, 0, 0x95, 0, 0, 0, 0, 0, 0, 0);
let kernel: FakeKernel;

const read = (id: number) => createKernelReader({ syscall: kernel }).readProgram(id);
beforeEach(() => {
  kernel = new FakeKernel();
});

describe('createKernelReader', () => {
  it('enumerates in ascending order until ENOENT', () => {
    for (const id of [7, 3, 90]) kernel.programs.set(id, { instructions: code });
    expect(createKernelReader({ syscall: kernel }).programIds()).toEqual([3, 7, 90]);
  });

  it('reads instructions, function records and BTF, and closes every fd', () => {
    const funcInfo = Uint8Array.of(0, 0, 0, 0, 5, 0, 0, 0);
    kernel.btfs.set(9, Uint8Array.of(1, 2, 3));
    kernel.programs.set(4, { instructions: code, funcInfo, btfId: 9 });
    const answer = read(4);
    expect(answer).toMatchObject({
      kind: 'program',
      program: { info: { id: 4, btfId: 9 }, instructions: code, funcInfo, btf: kernel.btfs.get(9) },
    });
    expect(kernel.fds.length).toBe(2);
    expect(kernel.fds.filter(isOpen)).toEqual([]);
    expect(kernel.mostOpen).toBe(1);
  });

  it('calls a program that went before its BTF was read gone, too', () => {
    kernel.btfs.set(9, Uint8Array.of(1));
    kernel.programs.set(4, { instructions: code, btfId: 9, unloadsWhenRead: true });
    expect(read(4)).toEqual({ kind: 'gone' });
  });

  it('lists the BTF of the kernel only', () => {
    kernel.btfs.set(1, Uint8Array.of(1, 2));
    kernel.btfs.set(2, Uint8Array.of(3));
    expect(createKernelReader({ syscall: kernel }).kernelBtfs()).toEqual([
      { id: 1, name: 'vmlinux', kernel: true, size: 2 },
    ]);
  });

  it('lists a BTF that cannot be opened without a name, and none that has gone', () => {
    for (const id of [1, 2, 3, 4]) kernel.btfs.set(id, Uint8Array.of(1, 2));
    kernel.btfErrors.set(3, errno.ENOMEM).set(4, errno.ENOENT);
    const reader = createKernelReader({ syscall: kernel });
    expect(reader.kernelBtfs()).toEqual([
      { id: 1, name: 'vmlinux', kernel: true, size: 2 },
      { id: 3, name: '', kernel: true, size: 0 },
    ]);
    expect(() => reader.kernelBtf('')).toThrow(/cannot be read/);
  });

  it('calls a program that vanished gone, not lost', () => {
    expect(read(1)).toEqual({ kind: 'gone' });
    kernel.programs.set(1, { instructions: code, openError: errno.ENOENT });
    expect(read(1)).toEqual({ kind: 'gone' });
  });

  it.each([errno.EPERM, errno.EACCES])('counts errno %i on one program as denied', (openError) => {
    kernel.programs.set(1, { instructions: code, openError });
    expect(read(1)).toMatchObject({ kind: 'loss', reason: 'denied' });
  });

  it('never asks for the instructions of a program over 4 MiB', () => {
    kernel.programs.set(1, {
      instructions: code,
      claimedLength: 4 * 1024 * 1024 + 8,
      failures: [99],
    });
    expect(read(1)).toMatchObject({ kind: 'loss', reason: 'too_large' });
    expect(kernel.programs.get(1)?.failures).toEqual([99]);
  });

  it('tells a blinded program from an empty one', () => {
    kernel.programs.set(1, { instructions: code, blinded: true });
    expect(read(1)).toMatchObject({ kind: 'loss', reason: 'blinded' });
  });

  it('says of a lost program which BTF it has, where the kernel tells', () => {
    const lost = (program: Omit<FakeProgram, 'instructions'>) => {
      kernel.programs.set(1, { instructions: code, ...program });
      const answer = read(1);
      return answer.kind === 'loss' ? [answer.reason, answer.btfId] : answer.kind;
    };
    expect(lost({ blinded: true, btfId: 9 })).toEqual(['blinded', 9]);
    expect(lost({ blinded: true })).toEqual(['blinded', 0]);
    expect(lost({ claimedLength: 0, btfId: 9 })).toEqual(['denied', 9]);
    expect(lost({ claimedLength: 0 })).toEqual(['denied', undefined]);
    expect(lost({ openError: errno.EPERM })).toEqual(['denied', undefined]);
  });

  it('asks once more after ENOMEM, and not twice', () => {
    kernel.programs.set(1, { instructions: code, failures: [errno.ENOMEM] });
    expect(read(1).kind).toBe('program');
    kernel.programs.set(1, { instructions: code, failures: [errno.ENOMEM, errno.ENOMEM] });
    expect(read(1)).toMatchObject({ kind: 'loss', reason: 'no_memory' });
    expect(kernel.fds.filter(isOpen)).toEqual([]);
  });

  it('keeps a program whose BTF cannot be read', () => {
    kernel.programs.set(1, { instructions: code, btfId: 5 });
    expect(read(1)).toMatchObject({
      kind: 'program',
      program: { info: { btfId: 5 }, instructions: code, btf: undefined },
    });
  });

  it('turns EPERM on enumeration into the error that names the capability', () => {
    kernel.enumerationError = errno.EPERM;
    try {
      createKernelReader({ syscall: kernel }).programIds();
      expect.unreachable();
    } catch (error) {
      expect(isCensusError(error, 'agent/capability-missing')).toBe(true);
    }
  });

  it('tells links that may not be opened from those that have gone', () => {
    kernel.links.set(1, undefined).set(2, errno.ENOENT);
    const { links, denied } = createKernelReader({ syscall: kernel }).links();
    expect(links.map(({ id, programId }) => [id, programId])).toEqual([[1, 10]]);
    expect(denied).toBe(0);
    kernel.links.set(3, errno.EPERM).set(4, errno.EACCES);
    expect(createKernelReader({ syscall: kernel }).links()).toMatchObject({ links, denied: 2 });
    expect(kernel.fds.filter(isOpen)).toEqual([]);
  });

  it('goes on with the search for holders where maps may not be enumerated', () => {
    kernel.enumerationError = errno.EPERM;
    const programs = new Map([[1, 'struct_ops']]);
    const found = createKernelReader({ syscall: kernel }).holders({ programs, budgetMs: 60_000 });
    expect(found.unsearched).toContain('map');
    expect(found.denied).toBeGreaterThan(0);
  });

  it('refuses a module name that is a path', () => {
    const reader = createKernelReader({ syscall: kernel });
    expect(() => reader.kernelBtf('../../../etc/passwd')).toThrow(/cannot be read/);
  });
});
