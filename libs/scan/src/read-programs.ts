import { isCensusError } from '@kfunc-census/errors';
import type { Losses } from './losses.ts';
import type { ObjectContents } from './object-content.ts';
import type { KernelReader } from './ports.ts';
import { type ProgramFacts, programFacts } from './program-facts.ts';

/** All programs that the scan could read. */
export interface ProgramsRead {
  readonly programs: readonly ProgramFacts[];
  /** Programs seen and not verified gone. */
  readonly loaded: number;
  /** All ids that were seen, ascending. */
  readonly ids: readonly number[];
}

/** Enumerations before a host that keeps loading programs is given up on. */
const maxRounds = 3;

/**
 * Enumerates, reads, and enumerates again until no program is new, at most three times. Programs
 * that went between enumeration and reading are no loss; newcomers of the last round are loss
 * `churn`, since others may have come behind them.
 */
export function readPrograms(
  reader: KernelReader,
  littleEndian: boolean,
  contents: ObjectContents,
  losses: Losses,
): ProgramsRead {
  const seen = new Set<number>();
  const programs: ProgramFacts[] = [];
  let gone = 0;
  for (let round = 1; round <= maxRounds; round += 1) {
    const newcomers = reader.programIds().filter((id) => !seen.has(id));
    if (newcomers.length === 0) break;
    if (round === maxRounds) {
      losses.add('churn', newcomers.length);
      contents.noteUnread(undefined);
    }
    for (const id of newcomers) {
      seen.add(id);
      const facts = readOne(reader, id, littleEndian, contents, losses);
      if (facts === 'gone') gone += 1;
      else if (facts !== 'lost') programs.push(facts);
    }
  }
  return { programs, loaded: seen.size - gone, ids: [...seen].sort((a, b) => a - b) };
}

function readOne(
  reader: KernelReader,
  id: number,
  littleEndian: boolean,
  contents: ObjectContents,
  losses: Losses,
): ProgramFacts | 'gone' | 'lost' {
  const read = reader.readProgram(id);
  if (read.kind === 'gone') return 'gone';
  if (read.kind === 'loss') {
    losses.add(read.reason);
    contents.noteUnread(read.btfId);
    return 'lost';
  }
  // A loaded program has instructions: none means that the kernel does not show them.
  if (read.program.instructions.length === 0) {
    losses.add('denied');
    contents.noteUnread(read.program.info.btfId || undefined);
    return 'lost';
  }
  try {
    return programFacts(read.program, littleEndian, contents, losses);
  } catch (error) {
    if (!isCensusError(error, 'bpf/malformed')) throw error;
    losses.add('read_failed');
    contents.noteUnread(read.program.info.btfId);
    return 'lost';
  }
}
