import { relative } from 'node:path';
import {
  type ConfigFile,
  ensureDirectory,
  parseConfigFile,
  readConfig,
  readConfigFile,
  withConfigFile,
} from '@kfunc-census/config';
import { CensusError, isCensusError } from '@kfunc-census/errors';

const names = [
  'CENSUS_STATE_DIR',
  'CENSUS_SEND_TOKEN_FILE',
  'CENSUS_HOST_KEY_FILE',
  'CENSUS_SPOOL_DIR',
  'CENSUS_RUNTIME_DIR',
  'CENSUS_TEXTFILE_DIR',
] as const;

/** What the agent is configured with. */
export interface Settings {
  readonly stateDirectory: string;
  readonly gatewayUrl: string;
  readonly tokenFile: string;
  readonly hostKeyFile: string;
  readonly spoolDirectory: string;
  /** In memory. */
  readonly runtimeDirectory: string;
  /** Undefined: the agent's own health is not written. */
  readonly textfileDirectory: string | undefined;
  /** Null when the agent is started by hand. */
  readonly scanIntervalSeconds: number | null;
  /** Milliseconds; 0: holders are not searched for. */
  readonly ownerSearchMs: number;
  /** Seconds; 0: runs are not counted. */
  readonly runSampleSeconds: number;
}

/**
 * Makes the spool's directory where it is missing, and checks that it can be written: before a
 * scan, not after it. Throws `config/invalid` that names the variable it comes from.
 */
export function ensureSpool(settings: Settings): void {
  const { spoolDirectory, stateDirectory } = settings;
  const inside = !relative(stateDirectory, spoolDirectory).startsWith('..');
  ensureDirectory(inside ? 'CENSUS_STATE_DIR' : 'CENSUS_SPOOL_DIR', spoolDirectory);
}

type Environment = Parameters<typeof readConfig>[1];

/**
 * Variables that the configuration file may set. Where the state lies and how often the timer comes are the
 * units' affair: a line in the file would change one half of it.
 */
export const fileVariables = [
  'CENSUS_GATEWAY_URL',
  'CENSUS_SEND_TOKEN_FILE',
  'CENSUS_HOST_KEY_FILE',
  'CENSUS_OWNER_SEARCH_MS',
  'CENSUS_RUN_SAMPLE_SECONDS',
] as const;

/**
 * Reads the agent's variables, and the configuration file that they name. An agent that stops at a typo
 * would be a blind spot: what cannot be used is warned of, by file, line and key, and its default taken.
 * Where to send is never guessed: a bad URL throws `config/invalid`, unless `sends` is false and nobody is
 * going to use it.
 */
export function readSettings(
  warn: (text: string) => void,
  env?: Environment,
  { sends = true }: { readonly sends?: boolean } = {},
): Settings {
  const { CENSUS_CONFIG_FILE: path } = readConfig(['CENSUS_CONFIG_FILE'], env);
  const file =
    path === undefined ? parseConfigFile('', '', []) : readConfigFile(path, fileVariables);
  for (const { line, problem } of file.faults)
    warn(
      `${line === 0 ? file.path : `${file.path} line ${line}`}: ${problem} Going on without it.`,
    );
  const merged = withConfigFile(file, env);
  const config = readConfig(names, merged);
  const number = <N extends NumberName>(name: N) => orDefault(name, file, warn, merged);
  return {
    stateDirectory: config.CENSUS_STATE_DIR,
    gatewayUrl: sends
      ? readOne('CENSUS_GATEWAY_URL', file, merged)
      : orDefault('CENSUS_GATEWAY_URL', file, warn, merged),
    tokenFile: config.CENSUS_SEND_TOKEN_FILE,
    hostKeyFile: config.CENSUS_HOST_KEY_FILE,
    spoolDirectory: config.CENSUS_SPOOL_DIR,
    runtimeDirectory: config.CENSUS_RUNTIME_DIR,
    textfileDirectory: config.CENSUS_TEXTFILE_DIR,
    scanIntervalSeconds: number('CENSUS_SCAN_INTERVAL') ?? null,
    ownerSearchMs: number('CENSUS_OWNER_SEARCH_MS'),
    runSampleSeconds: number('CENSUS_RUN_SAMPLE_SECONDS'),
  };
}

type NumberName = 'CENSUS_SCAN_INTERVAL' | 'CENSUS_OWNER_SEARCH_MS' | 'CENSUS_RUN_SAMPLE_SECONDS';

/** Reads one variable; an error about a value that stands in the file names its line. */
function readOne<N extends NumberName | 'CENSUS_GATEWAY_URL'>(
  name: N,
  file: ConfigFile,
  env: Environment,
): ReturnType<typeof readConfig<N>>[N] {
  try {
    return readConfig([name], env)[name];
  } catch (cause) {
    const line = env?.[name] === file.values[name] ? file.lines[name] : undefined;
    if (line === undefined || !isCensusError(cause, 'config/invalid')) throw cause;
    const message = `${file.path} line ${line}: ${cause.message}`;
    throw new CensusError('config/invalid', message, { field: name, cause });
  }
}

function orDefault<N extends NumberName | 'CENSUS_GATEWAY_URL'>(
  name: N,
  file: ConfigFile,
  warn: (text: string) => void,
  env: Environment,
): ReturnType<typeof readConfig<N>>[N] {
  try {
    return readOne(name, file, env);
  } catch (error) {
    if (!isCensusError(error, 'config/invalid')) throw error;
    warn(`${error.message} Going on without it.`);
    return readConfig([name], {})[name];
  }
}
