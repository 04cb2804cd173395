import type { KfuncEntry, NotMeasurable } from './types.ts';

/** How programs of a kernel line and later hide their calls of a kfunc. */
export interface Inlining {
  /** First line in which the verifier replaces the calls. */
  readonly since: string;
  /** Types of the programs in which it does; undefined: in all. */
  readonly programTypes: readonly string[] | undefined;
}

/** What must be known of a kfunc on a host that is scanned. */
export interface KnownKfunc {
  readonly name: string;
  /** In a kfunc set or tagged, but nothing that a program can call; see `Hook`. */
  readonly hook: boolean;
  /** Oldest first. */
  readonly inlined: readonly Inlining[];
  /** Program types into which the kernel puts calls of it. */
  readonly insertedInto: readonly string[];
  /** Symbols that the verifier calls in its place; see `Specialisation`. */
  readonly symbols: readonly string[];
}

/**
 * A line per kfunc: its name, and behind it what applies of `hook`, `inlined:<since>` or
 * `inlined:<since>:<program types>`, `inserted:<program types>`, `as:<symbols>`.
 */
export function writeKnownTable(entries: readonly KfuncEntry[]): string {
  return entries
    .map((entry) => [entry.name, ...marks(entry)].join(' '))
    .sort()
    .join('\n');
}

function marks(entry: KfuncEntry): string[] {
  return [
    ...(entry.hook === undefined ? [] : ['hook']),
    ...entry.notMeasurable.flatMap(inlining),
    ...list('inserted', entry.kernelInserted?.programTypes),
    ...list('as', entry.specialised?.symbols),
  ];
}

function inlining({ why, since, programTypes }: NotMeasurable): string[] {
  if (why === 'compiler-inserted') return [];
  const types = programTypes === undefined ? [] : [programTypes.join(',')];
  return [['inlined', since, ...types].join(':')];
}

function list(mark: string, words: readonly string[] | undefined): string[] {
  return words === undefined ? [] : [`${mark}:${words.join(',')}`];
}

/** Reads what `writeKnownTable` wrote. */
export function readKnownTable(table: string): KnownKfunc[] {
  return table.split('\n').map((line) => {
    const [name = '', ...words] = line.split(' ');
    const found = words.map((word) => word.split(':'));
    const values = (mark: string): string[] =>
      found.filter(([first]) => first === mark).flatMap(([, value = '']) => value.split(','));
    return {
      name,
      hook: words.includes('hook'),
      inlined: found
        .filter(([first]) => first === 'inlined')
        .map(([, since = '', types]) => ({ since, programTypes: types?.split(',') })),
      insertedInto: values('inserted'),
      symbols: values('as'),
    };
  });
}

/** The module that holds the table, as text. */
export function knownTableModule(entries: readonly KfuncEntry[]): string {
  return `// biome-ignore-all lint/style/noExcessiveLinesPerFile: a table with a line per kfunc.
// Generated from libs/lifecycle/data by \`npm run docs\`. Edit the data, not this file.

/** What a scan must know of each kfunc; the format is in known-table.ts. */
export const knownTable = \`${writeKnownTable(entries)}\`;
`;
}
