import { readFileSync } from 'node:fs';
import { processEnvironment } from './env.ts';
import type { VariableName } from './variables.ts';

/** A line of a configuration file that cannot be used. */
export interface FileFault {
  /** Number of the line, from 1; 0: the file as a whole. */
  readonly line: number;
  /** One sentence that names the key, never its value. */
  readonly problem: string;
}

/** What a configuration file says. */
export interface ConfigFile {
  readonly path: string;
  readonly values: Readonly<Partial<Record<VariableName, string>>>;
  /** Line on which a value stands. */
  readonly lines: Readonly<Partial<Record<VariableName, number>>>;
  readonly faults: readonly FileFault[];
}

/**
 * Reads lines `NAME=VALUE` out of the text of a configuration file. Empty lines and lines that begin with `#`
 * are skipped; white space around name and value, and one pair of quotes around the value, do not
 * count. `names` are the variables that the file may set. Of two lines for one name the last counts, and
 * the first is a fault.
 */
export function parseConfigFile(
  path: string,
  text: string,
  names: readonly VariableName[],
): ConfigFile {
  const values: Partial<Record<VariableName, string>> = {};
  const lines: Partial<Record<VariableName, number>> = {};
  const faults: FileFault[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = index + 1;
    const trimmed = raw.trim();
    if (trimmed === '' || trimmed.startsWith('#')) continue;
    const [, key = '', value = ''] = /^([^=\s]+)\s*=\s*(.*)$/.exec(trimmed) ?? [];
    const name = names.find((each) => each === key);
    if (key === '') faults.push({ line, problem: 'expected NAME=VALUE.' });
    else if (name === undefined)
      faults.push({ line, problem: `${key} is not a variable of this file.` });
    else {
      const earlier = lines[name];
      if (earlier !== undefined)
        faults.push({ line: earlier, problem: `${name} is set again on line ${line}.` });
      values[name] = unquote(value);
      lines[name] = line;
    }
  }
  return { path, values, lines, faults };
}

const unquote = (value: string): string => /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;

/**
 * Reads a configuration file. One that cannot be read sets nothing, and is a fault itself. A NUL byte or
 * bytes that are not UTF-8 make the file unreadable: what else it says cannot be trusted.
 */
export function readConfigFile(path: string, names: readonly VariableName[]): ConfigFile {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    if (!text.includes('\0')) return parseConfigFile(path, text, names);
    return unreadable(path, 'it holds a NUL byte');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return unreadable(path, code === 'ERR_ENCODING_INVALID_ENCODED_DATA' ? 'not UTF-8' : code);
  }
}

const unreadable = (path: string, reason: string): ConfigFile => ({
  path,
  values: {},
  lines: {},
  faults: [{ line: 0, problem: `the file cannot be read: ${reason}.` }],
});

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment with a file's values where it sets none itself; empty counts as unset. */
export function withConfigFile(
  { values }: ConfigFile,
  env: Environment = processEnvironment(),
): Environment {
  const set = Object.entries(env).filter(([, text]) => text !== undefined && text !== '');
  return { ...values, ...Object.fromEntries(set) };
}
