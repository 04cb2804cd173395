import { CensusError } from '@kfunc-census/errors';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { z } from 'zod';
import { id128Pattern } from './fields.ts';

/**
 * JSON Schema (draft 2020-12) of a contract: of what is taken in (`input`: unknown fields pass), or
 * of what is kept of it (`output`: unknown fields are not part of it).
 */
export function jsonSchema(
  schema: z.ZodType,
  io: 'input' | 'output',
): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema, { io, target: 'draft-2020-12' });
}

interface Described {
  readonly message: string;
  readonly limit?: string;
}

/** The patterns of the contracts in words: the one of a time fills a screen. */
function describePattern({ parentSchema, message }: ErrorObject): Described {
  if (parentSchema?.format === 'date-time') {
    const limit = 'YYYY-MM-DDThh:mm:ss.sssZ';
    return { message: `must be a UTC time that exists, as ${limit}`, limit };
  }
  if (parentSchema?.pattern === id128Pattern.source)
    return { message: 'must be 32 lower-case hex digits', limit: '32 hex digits' };
  return { message: message ?? 'is not valid' };
}

/** What was refused, in words: the limit for sizes, ajv's sentence for the rest. */
function describe(error: ErrorObject): Described {
  if (error.keyword === 'pattern') return describePattern(error);
  const limit = String(error.params.limit);
  const data: unknown = error.data;
  if (error.keyword === 'maxItems' && Array.isArray(data))
    return { message: `at most ${limit} items, got ${data.length}`, limit: `${limit} items` };
  if (error.keyword === 'maxLength' && typeof data === 'string')
    return {
      message: `at most ${limit} characters, got ${data.length}`,
      limit: `${limit} characters`,
    };
  if (error.keyword === 'enum') {
    const allowed: readonly string[] = error.params.allowedValues;
    return { message: `must be one of ${allowed.join(', ')}` };
  }
  if (error.keyword === 'maximum' || error.keyword === 'minimum')
    return {
      message: error.message ?? 'out of range',
      limit: `${error.params.comparison} ${limit}`,
    };
  return { message: error.message ?? 'is not valid' };
}

/** The pointer of the member at fault, which for a missing one is the member itself. */
function pointerOf(error: ErrorObject): string {
  const missing: unknown = error.params.missingProperty;
  return typeof missing === 'string' ? `${error.instancePath}/${missing}` : error.instancePath;
}

/** With alternatives (nullable fields) ajv lists the errors of each: the deepest says the most. */
function refusal(errors: readonly ErrorObject[]): CensusError {
  const [first, ...rest] = errors.filter(({ keyword }) => keyword !== 'anyOf');
  if (first === undefined) return new CensusError('report/invalid', 'The document is not valid.');
  const depth = (error: ErrorObject): number => error.instancePath.split('/').length;
  const error = rest.reduce((best, next) => (depth(next) > depth(best) ? next : best), first);
  const field = pointerOf(error);
  const { message, limit } = describe(error);
  return new CensusError(
    'report/invalid',
    `${field === '' ? 'The document' : field}: ${message}.`,
    {
      field,
      ...(limit === undefined ? {} : { limit }),
    },
  );
}

/**
 * Compiles a contract into a check of values: it removes unknown members from the value, and throws
 * `report/invalid` with the JSON pointer and the limit of the first fault.
 */
export function compile<T>(schema: z.ZodType<T>): (value: unknown) => T {
  const ajv = new Ajv2020({ strict: true, removeAdditional: true, verbose: true });
  for (const keyword of ['owner', 'reason', 'privacy']) ajv.addKeyword(keyword);
  // The pattern beside it says the same, more strictly.
  ajv.addFormat('date-time', true);
  const validate: ValidateFunction<T> = ajv.compile<T>(jsonSchema(schema, 'output'));
  return (value) => {
    if (validate(value)) return value;
    throw refusal(validate.errors ?? []);
  };
}
