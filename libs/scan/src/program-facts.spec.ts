import { BtfBuilder } from '@kfunc-census/btf/builder';
import { describe, expect, it } from 'vitest';
import { call, exit, fakeKernel, fakeReader } from './fake-kernel.spec-helper.ts';
import { Losses } from './losses.ts';
import { ObjectContents } from './object-content.ts';
import { type ProgramFacts, programFacts } from './program-facts.ts';

/** The facts of a program with a line for each of its instructions, of these texts. */
function factsOf(code: Parameters<typeof call>[], texts: readonly string[]): ProgramFacts {
  const builder = new BtfBuilder();
  const lines = texts.map((text) => builder.string(text));
  const slots = [...code.map((target) => call(...target)), exit];
  const kernel = fakeKernel([{ id: 1, code: slots, btf: builder.build(), lines }]);
  const read = fakeReader(kernel).readProgram(1);
  if (read.kind !== 'program') expect.unreachable();
  return programFacts(read.program, true, new ObjectContents(), new Losses());
}

const namedOf = ({ targets }: ProgramFacts) =>
  targets.map(({ imm, off, named }) => [imm, off, ...named]);

describe('what the lines of calls into modules name', () => {
  it('is what the line says that begins at the call or last before it', () => {
    const sites: Parameters<typeof call>[] = [
      [7, 1],
      [8, 2],
      [7, 1],
      [9, 0],
      [8, 2],
    ];
    expect(namedOf(factsOf(sites, ['a(b())', 'c()', 'd()', 'e()']))).toEqual([
      [7, 1, 'a', 'b', 'd'],
      [8, 2, 'c', 'e'],
      [9, 0],
    ]);
    expect(namedOf(factsOf([[7, 1]], []))).toEqual([[7, 1]]);
  });

  it('is found for every site of a long program', () => {
    const count = 40_000;
    const sites = Array.from({ length: count }, (): Parameters<typeof call> => [7, 1]);
    expect(namedOf(factsOf(sites, new Array<string>(count).fill('a()')))).toEqual([[7, 1, 'a']]);
  });
});
