import type { HostLine, ObjectMember, ProgramMember } from '@kfunc-census/report';
import { type Facts, hostsOf, organisationsOf } from './oracle-facts.ts';

/** A program of a line that was in time and that does not look like a probe, with its object there. */
export interface Held {
  readonly line: HostLine;
  readonly program: ProgramMember;
  /** More than one when one object was seen with several evidences. */
  readonly objects: readonly ObjectMember[];
}

export function heldIn(facts: Facts, lines: readonly HostLine[]): readonly Held[] {
  return lines
    .filter(({ late }) => late === 0)
    .flatMap((line) => {
      const { programs = [], objects = [] } = facts.sets.get(line.set) ?? {};
      return programs
        .filter(({ probe }) => probe === 0)
        .map((program) => ({
          line,
          program,
          objects: objects.filter(({ object }) => object === program.object),
        }));
    });
}

const linesIn = (held: readonly Pick<Held, 'line'>[]): readonly HostLine[] =>
  held.map(({ line }) => line);
export const hostsIn = (held: readonly Pick<Held, 'line'>[]): number => hostsOf(linesIn(held)).size;
export const organisationsIn = (held: readonly Pick<Held, 'line'>[]): number =>
  organisationsOf(linesIn(held)).size;
export const programsIn = (held: readonly Pick<Held, 'program'>[]): number =>
  new Set(held.map(({ program }) => program.program)).size;
