import { parseArgs } from 'node:util';
import { CensusError } from '@kfunc-census/errors';

/** What the command line asks for. */
export interface Options {
  /** Add the synthetic fleet as organisation `demo`, and the replays of real history. */
  readonly demo: boolean;
  /** Stop after the answer instead of staying up. */
  readonly once: boolean;
  readonly help: boolean;
}

export const usage = `Usage: npm start -- [--demo] [--once]

Brings up gateway, queue, ingester, store and query API in one process on 127.0.0.1, scans this host,
sends the report through all of it, and prints what the query API answers.

  --demo   add a synthetic fleet as the organisation "demo", and two replays of real history
  --once   stop after the answer
  --help   this text

Variables: docs/configuration.md.
`;

/** Reads the command line. Throws `cli/usage` naming the option it does not know. */
export function readOptions(args: readonly string[]): Options {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        demo: { type: 'boolean', default: false },
        once: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return values;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new CensusError('cli/usage', `${message} (npm start -- --help lists the options)`, {
      cause,
    });
  }
}
