import { type CensusError, isCensusError } from '@kfunc-census/errors';
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
  /** Those of `ids` that were unloaded before they could be read. */
  readonly gone: ReadonlySet<number>;
  /** Why the kernel did not let programs be enumerated: then none was read. */
  readonly denied: CensusError | undefined;
}

/** Enumerations before a host that keeps loading programs is given up on. */
const maxRounds = 3;

/**
 * Enumerates, reads, and enumerates again until no program is new, at most three times. A program
 * that the kernel says is gone (ENOENT) when it is to be read is loss `gone`: nothing is known of what
 * it called. Newcomers of the last round are loss `churn`, since others may have come behind them. A
 * host whose programs may not be enumerated has one loss, and none are read.
 */
export function readPrograms(
  reader: KernelReader,
  littleEndian: boolean,
  contents: ObjectContents,
  losses: Losses,
): ProgramsRead {
  const seen = new Set<number>();
  const gone = new Set<number>();
  const programs: ProgramFacts[] = [];
  let denied: CensusError | undefined;
  for (let round = 1; round <= maxRounds && denied === undefined; round += 1) {
    const ids = enumerate(reader, losses);
    if ('code' in ids) denied = ids;
    else {
      const newcomers = ids.filter((id) => !seen.has(id));
      if (newcomers.length === 0) break;
      if (round === maxRounds) {
        losses.add('churn', newcomers.length);
        contents.noteUnread(undefined);
      }
      for (const id of newcomers) {
        seen.add(id);
        const facts = readOne(reader, id, littleEndian, contents, losses);
        if (facts === 'gone') gone.add(id);
        else if (facts !== 'lost') programs.push(facts);
      }
    }
  }
  losses.add('gone', gone.size);
  const ids = [...seen].sort((a, b) => a - b);
  return { programs, loaded: seen.size - gone.size, ids, gone, denied };
}

/** The ids, or the error of a kernel that refuses; its `field` names the capabilities missing. */
function enumerate(reader: KernelReader, losses: Losses): readonly number[] | CensusError {
  try {
    return reader.programIds();
  } catch (error) {
    if (!isCensusError(error, 'agent/capability-missing')) throw error;
    const missing = error.field?.split(',').includes('CAP_SYS_ADMIN');
    losses.add(missing ? 'no_cap_sys_admin' : 'denied');
    return error;
  }
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
