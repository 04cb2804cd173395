import { CensusError } from '@kfunc-census/errors';
import type { z } from 'zod';
import type {
  Catalogue,
  Report,
  Statement,
  StatementDecision,
  StatementWithdrawal,
} from '../types.ts';
import { catalogueSchemaV1 } from './catalogue-v1.ts';
import { parseJson } from './json.ts';
import { reportSchemaV1 } from './report-v1.ts';
import { checkCatalogue, checkReport } from './semantics.ts';
import { checkStatement } from './statement-semantics.ts';
import { decisionSchemaV1, statementSchemaV1, withdrawalSchemaV1 } from './statement-v1.ts';
import { compile } from './validate.ts';

/** A document that was validated, without the members this version does not know. */
export interface Decoded<T> {
  readonly value: T;
  /** Members that were dropped, those inside dropped ones included. */
  readonly dropped: number;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Members of all objects in a value; called for values of bounded depth only. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const children: readonly unknown[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : children.length;
  return children.reduce<number>((sum, child) => sum + countMembers(child), own);
}

/** Refuses documents of another schema or version before anything else is said about them. */
function checkVersion(value: unknown, supported: string): void {
  const schema = isObject(value) ? value.schema : undefined;
  if (schema === supported) return;
  const got = typeof schema === 'string' ? `"${schema.slice(0, 100)}"` : 'none';
  throw new CensusError('report/schema-version', `/schema: got ${got}, supported: ${supported}.`, {
    field: '/schema',
    limit: supported,
  });
}

/** Makes the decoder of one contract; the validator is compiled here, once, as the module loads. */
function decoder<T>(schema: z.ZodType<T>, version: string, check: (value: T) => T) {
  const validate = compile(schema);
  return (bytes: Uint8Array): Decoded<T> => {
    const { value, members } = parseJson(bytes);
    checkVersion(value, version);
    const valid = check(validate(value));
    return { value: valid, dropped: members - countMembers(valid) };
  };
}

/**
 * Reads the bytes of a report v1: UTF-8, unambiguous JSON, known version, schema, meaning. Unknown
 * members are dropped and counted. Throws a `report/…` error that names the field and the limit.
 */
export const decodeReport: (bytes: Uint8Array) => Decoded<Report> = decoder(
  reportSchemaV1,
  'kfunc-census/report/v1',
  checkReport,
);

/** Reads the bytes of a catalogue v1, as decodeReport does. */
export const decodeCatalogue: (bytes: Uint8Array) => Decoded<Catalogue> = decoder(
  catalogueSchemaV1,
  'kfunc-census/catalogue/v1',
  checkCatalogue,
);

/** Reads the bytes of a statement of use v1, as decodeReport does. */
export const decodeStatement: (bytes: Uint8Array) => Decoded<Statement> = decoder(
  statementSchemaV1,
  'kfunc-census/statement/v1',
  checkStatement,
);

/** Reads the bytes of a withdrawal of a statement v1, as decodeReport does. */
export const decodeWithdrawal: (bytes: Uint8Array) => Decoded<StatementWithdrawal> = decoder(
  withdrawalSchemaV1,
  'kfunc-census/statement-withdrawal/v1',
  (withdrawal) => withdrawal,
);

/** Reads the bytes of a decision on a statement v1, as decodeReport does. */
export const decodeDecision: (bytes: Uint8Array) => Decoded<StatementDecision> = decoder(
  decisionSchemaV1,
  'kfunc-census/statement-decision/v1',
  (decision) => decision,
);
