import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { CensusError } from '@kfunc-census/errors';
import { processEnvironment } from './env.ts';
import { type Variable, type VariableName, variables } from './variables.ts';

type KindValue = {
  text: string;
  path: string;
  port: number;
  integer: number;
  url: string;
  list: readonly string[];
  flag: boolean;
};
type Table = typeof variables;
type HasDefault<N extends VariableName> = N extends 'CENSUS_STATE_DIR'
  ? true
  : Table[N] extends { readonly default: string }
    ? true
    : false;

/** Typed value of one variable: undefined only where the table has no default. */
export type ValueOf<N extends VariableName> =
  HasDefault<N> extends true
    ? KindValue[Table[N]['kind']]
    : KindValue[Table[N]['kind']] | undefined;

/** Typed values of the named variables. */
export type Config<N extends VariableName> = { readonly [K in N]: ValueOf<K> };

type Environment = Readonly<Record<string, string | undefined>>;

function invalid(name: string, text: string, expected: string): CensusError {
  return new CensusError('config/invalid', `${name}="${text}": expected ${expected}.`, {
    field: name,
  });
}

function readInteger(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (!/^\d{1,15}$/.test(text) || value < min || value > max)
    throw invalid(name, text, `a whole number from ${min} to ${max}`);
  return value;
}

function readUrl(name: string, text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    throw invalid(name, '…', 'an http or https URL');
  if (url.username !== '' || url.password !== '')
    throw invalid(name, '…', 'a URL without credentials (use the token or password file)');
  return url.href.replace(/\/$/, '');
}

function readFlag(name: string, text: string): boolean {
  if (text !== '0' && text !== '1') throw invalid(name, text, '0 or 1');
  return text === '1';
}

function readList(name: string, text: string): readonly string[] {
  const items = text.split(',').map((item) => item.trim());
  if (items.some((item) => item === '')) throw invalid(name, text, 'a comma-separated list');
  return items;
}

function readValue(name: VariableName, variable: Variable, text: string, state: string): unknown {
  switch (variable.kind) {
    case 'text':
      return text;
    case 'path':
      return resolve(text.replace(/^\$STATE(?=\/|$)/, state));
    case 'port':
      return readInteger(name, text, 0, 65_535);
    case 'integer':
      return readInteger(name, text, variable.min ?? 0, variable.max ?? Number.MAX_SAFE_INTEGER);
    case 'url':
      return readUrl(name, text);
    case 'flag':
      return readFlag(name, text);
    case 'list':
      return readList(name, text);
  }
}

function stateDirectory(env: Environment): string {
  const own = env.CENSUS_STATE_DIR;
  if (own !== undefined && own !== '') return resolve(own);
  const xdg = env.XDG_STATE_HOME;
  return join(
    xdg === undefined || xdg === '' ? join(homedir(), '.local/state') : xdg,
    'kfunc-census',
  );
}

/**
 * Reads the named variables. Unset and empty are the same. Throws `config/invalid` with the name of
 * the first variable that cannot be used; never prints a URL, which might hold a credential.
 */
export function readConfig<const N extends VariableName>(
  names: readonly N[],
  env: Environment = processEnvironment(),
): Config<N> {
  const state = stateDirectory(env);
  const values: Partial<Record<VariableName, unknown>> = {};
  for (const name of names) {
    const variable: Variable = variables[name];
    const set = env[name];
    const text = set === undefined || set === '' ? variable.default : set;
    if (name === 'CENSUS_STATE_DIR') values[name] = state;
    else values[name] = text === undefined ? undefined : readValue(name, variable, text, state);
  }
  return values as Config<N>;
}

/** Reads a secret from a file, without surrounding white space. Throws `config/invalid`. */
export function readSecret(name: VariableName, path: string): string {
  let secret: string;
  try {
    secret = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new CensusError('config/invalid', `${name}: the file ${path} cannot be read.`, {
      field: name,
      cause,
    });
  }
  if (secret === '')
    throw new CensusError('config/invalid', `${name}: the file ${path} is empty.`, { field: name });
  return secret;
}
