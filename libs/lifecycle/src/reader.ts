import { CensusError } from '@kfunc-census/errors';

/** Turns an unknown value into a T, or throws and says where it is none. */
export type Reader<T> = (value: unknown, at: string) => T;

/** A field of an object: how it is read, and what stands for it where it is absent. */
interface Field<T> {
  readonly read: Reader<T>;
  readonly absent: 'error' | 'omit' | { readonly value: T };
}

/** A field that must be there. */
export const required = <T>(read: Reader<T>): Field<T> => ({ read, absent: 'error' });

/** A field that may be absent, and then is absent in what is read. */
export const optional = <T>(read: Reader<T>): Field<T> => ({ read, absent: 'omit' });

/** A list that may be absent, which is an empty one. */
export const orEmpty = <T>(read: Reader<readonly T[]>): Field<readonly T[]> => ({
  read,
  absent: { value: [] },
});

function refuse(at: string, what: string): CensusError {
  return new CensusError('internal/unexpected', `Lifecycle data: ${at} ${what}. Correct the file.`);
}

/** A string that is not empty. */
export const text: Reader<string> = (value, at) => {
  if (typeof value !== 'string' || value === '') throw refuse(at, 'must be a text');
  return value;
};

/** One of these words. */
export function oneOf<const T extends string>(...words: readonly T[]): Reader<T> {
  return (value, at) => {
    const word = words.find((each) => each === value);
    if (word === undefined) throw refuse(at, `must be one of ${words.join(', ')}`);
    return word;
  };
}

/** A list of the same. */
export function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, at) => {
    if (!Array.isArray(value)) throw refuse(at, 'must be a list');
    return value.map((each: unknown, index) => read(each, `${at}[${index}]`));
  };
}

/** An object with these fields and no others: a misspelt field would be a fact that nobody reads. */
export function objectOf<T extends object>(
  fields: {
    readonly [K in keyof T]-?: Field<Exclude<T[K], undefined>>;
  },
): Reader<T> {
  const known: readonly (readonly [string, Field<unknown>])[] = Object.entries(fields);
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw refuse(at, 'must be an object');
    const given = new Map<string, unknown>(Object.entries(value));
    for (const key of given.keys())
      if (!Object.hasOwn(fields, key)) throw refuse(`${at}.${key}`, 'is not a field that is known');
    const read: Record<string, unknown> = {};
    for (const [key, field] of known) readField(read, key, field, given, at);
    // Every field of T has been read by its own reader.
    return read as T;
  };
}

function readField(
  into: Record<string, unknown>,
  key: string,
  { read, absent }: Field<unknown>,
  given: ReadonlyMap<string, unknown>,
  at: string,
): void {
  if (given.has(key)) into[key] = read(given.get(key), `${at}.${key}`);
  else if (absent === 'error') throw refuse(`${at}.${key}`, 'is missing');
  else if (absent !== 'omit') into[key] = absent.value;
}
