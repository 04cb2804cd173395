import { parseArgs } from 'node:util';
import { CensusError } from '@kfunc-census/errors';

/** What `scan` and `run` are asked for. */
export interface ScanOptions {
  readonly format: 'table' | 'json';
  /** Print the exact bytes that would be sent, and keep nothing. */
  readonly print: 'report' | 'catalogues' | undefined;
  /** Directory of a recorded host to read in place of this one. */
  readonly recorded: string | undefined;
  /** Directory to which what the kernel answers is written. */
  readonly record: string | undefined;
  /** Whether the report is kept for sending. */
  readonly spool: boolean;
}

/** What `check --against` is asked for. */
export interface AgainstOptions {
  /** A kernel release or line. */
  readonly release: string;
  readonly format: 'table' | 'openmetrics';
  /** Directory of a recorded host to read in place of this one. */
  readonly recorded: string | undefined;
}

/** The command line, understood. */
export type Command =
  | { readonly name: 'check'; readonly against: AgainstOptions }
  | { readonly name: 'scan' | 'run'; readonly options: ScanOptions }
  | { readonly name: 'send' | 'check' | 'help' | 'version' };

export const usage = `Usage: agent <command> [options]

Reads which kfuncs the loaded BPF programs of this host call, and reports it.

  scan     read the kernel, print what was found, keep the report in the spool
  send     send the report that waits in the spool
  run      scan, then send
  check    show which rights and kernel interfaces are there; with --against, which kfuncs that loaded
           programs name another kernel does not have

Options of scan and run
  --format table|json    a table for a person (default), or the report document
  --print                print the report byte for byte as it would be sent (before gzip); keep nothing
  --print-catalogues     print the catalogues in the same way, one per line; keep nothing
                         (neither goes with the other, nor with --format)
  --no-spool             keep nothing
  --recorded DIR         read a recorded host in place of this one
  --record DIR           (scan only) write what the kernel answered to DIR, for --recorded: names,
                         code, types and source lines of all programs, and the executables, packages
                         and units that hold them; no machine or boot id, no kernel addresses

Options of check
  --against VERSION      a kernel line such as 7.0; by the lifecycle data, nothing is sent or kept
  --format table|openmetrics
  --recorded DIR         (with --against)

  --help, --version

Exit codes
  0  done                          4  not sent, kept in the spool
  1  error                         5  the gateway refused the report; it lies in rejected/
  2  wrong command line            6  nothing sent: the report was damaged; it lies in damaged/
  3  a capability is missing, and no program was read: the report says so
  7  not supported: this kernel has no BTF or no kfuncs; nothing is reported
Of check --against: 0 no such kfunc, or each was seen to be tested for; 1 there are; 2 kernel not known;
3 programs could not be read
A line \`note: …\` on standard error says what limits a report although the exit code is 0.

Variables: CENSUS_CONFIG_FILE, CENSUS_STATE_DIR, CENSUS_GATEWAY_URL, CENSUS_SEND_TOKEN_FILE,
CENSUS_HOST_KEY_FILE, CENSUS_SPOOL_DIR, CENSUS_RUNTIME_DIR, CENSUS_SCAN_INTERVAL,
CENSUS_OWNER_SEARCH_MS, CENSUS_RUN_SAMPLE_SECONDS; see docs/configuration.md.
`;

/** Reads the command line. Throws `agent/usage` naming what it does not understand. */
export function readCommand(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  if (values.help === true) return { name: 'help' };
  if (values.version === true) return { name: 'version' };
  const [name = 'help', ...rest] = positionals;
  if (rest.length > 0) throw wrong(`unexpected argument "${rest[0]}"`);
  if (name === 'scan' || name === 'run') return { name, options: scanOptions(values, name) };
  if (name === 'check' && values.against !== undefined)
    return { name, against: againstOptions(values, values.against) };
  if (name !== 'send' && name !== 'check' && name !== 'help') throw wrong(`no command "${name}"`);
  const [stray] = Object.keys(values);
  if (stray !== undefined) throw wrong(`--${stray} is not an option of ${name}`);
  return { name };
}

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string' },
        print: { type: 'boolean' },
        'print-catalogues': { type: 'boolean' },
        'no-spool': { type: 'boolean' },
        recorded: { type: 'string' },
        record: { type: 'string' },
        against: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean' },
      },
    });
  } catch (cause) {
    throw wrong(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function againstOptions(values: Values, release: string): AgainstOptions {
  const { format = 'table', recorded, against: _, ...others } = values;
  const [stray] = Object.keys(others);
  if (stray !== undefined) throw wrong(`--${stray} is not an option of check`);
  if (format !== 'table' && format !== 'openmetrics')
    throw wrong(`--format ${format}: expected table or openmetrics`);
  return { release, format, recorded };
}

function scanOptions(values: Values, name: string): ScanOptions {
  if (values.against !== undefined) throw wrong(`--against is not an option of ${name}`);
  const { format = 'table', recorded, record } = values;
  if (format !== 'table' && format !== 'json')
    throw wrong(`--format ${format}: expected table or json`);
  const print = printed(values);
  const spool = values['no-spool'] !== true && print === undefined;
  if (name === 'run' && !spool) throw wrong('run sends the report: use scan to only print it');
  if (name === 'run' && record !== undefined) throw wrong('--record is an option of scan');
  if (recorded !== undefined && record !== undefined)
    throw wrong('--record and --recorded: a recorded host is not recorded again');
  return { format, print, recorded, record, spool };
}

/** Refuses what contradicts itself: `--print` shows exact bytes, which have one form. */
function printed(values: Values): ScanOptions['print'] {
  const asked = (['print', 'print-catalogues'] as const).filter((name) => values[name] === true);
  if (asked.length > 1) throw wrong('--print and --print-catalogues: ask for one of them');
  const [name] = asked;
  if (name !== undefined && values.format !== undefined)
    throw wrong(`--${name} prints the bytes that are sent, which --format does not change`);
  return name === undefined ? undefined : name === 'print' ? 'report' : 'catalogues';
}

function wrong(message: string, cause?: unknown): CensusError {
  return new CensusError('agent/usage', message, cause === undefined ? {} : { cause });
}
