import { relative } from 'node:path';
import { ensureDirectory, readConfig } from '@kfunc-census/config';
import { isCensusError } from '@kfunc-census/errors';

const names = [
  'CENSUS_STATE_DIR',
  'CENSUS_GATEWAY_URL',
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
 * Reads the agent's variables. An agent that stops at a typo would be a blind spot: a bad number is
 * warned of, and its default taken. Where to send, and with what credential, is never guessed: a bad URL
 * throws `config/invalid`.
 */
export function readSettings(warn: (text: string) => void, env?: Environment): Settings {
  const config = readConfig(names, env);
  return {
    stateDirectory: config.CENSUS_STATE_DIR,
    gatewayUrl: config.CENSUS_GATEWAY_URL,
    tokenFile: config.CENSUS_SEND_TOKEN_FILE,
    hostKeyFile: config.CENSUS_HOST_KEY_FILE,
    spoolDirectory: config.CENSUS_SPOOL_DIR,
    runtimeDirectory: config.CENSUS_RUNTIME_DIR,
    textfileDirectory: config.CENSUS_TEXTFILE_DIR,
    scanIntervalSeconds: readNumber('CENSUS_SCAN_INTERVAL', warn, env) ?? null,
    ownerSearchMs: readNumber('CENSUS_OWNER_SEARCH_MS', warn, env),
    runSampleSeconds: readNumber('CENSUS_RUN_SAMPLE_SECONDS', warn, env),
  };
}

type NumberName = 'CENSUS_SCAN_INTERVAL' | 'CENSUS_OWNER_SEARCH_MS' | 'CENSUS_RUN_SAMPLE_SECONDS';

function readNumber<N extends NumberName>(
  name: N,
  warn: (text: string) => void,
  env: Environment,
): ReturnType<typeof readConfig<N>>[N] {
  try {
    return readConfig([name], env)[name];
  } catch (error) {
    if (!isCensusError(error, 'config/invalid')) throw error;
    warn(`${error.message} Going on without it.`);
    return readConfig([name], {})[name];
  }
}
