import type { Principal, Right } from '@kfunc-census/access';
import { CensusError } from '@kfunc-census/errors';
import type { Scope } from '@kfunc-census/query';
import { applyDecorators } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiForbiddenResponse,
  ApiServiceUnavailableResponse,
  ApiTooManyRequestsResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { problem } from './answer-schemas.ts';

/** The right that every question needs. */
export const readRight: Right = 'read-organisation';
const widerRight: Right = 'read-installation';
const standardSchema = problem;

const readProblem = `The right ${readRight} is missing, or ${widerRight} for all organisations.`;

/** Errors that every route may answer; `right` where it is not that of a question. */
export const Problems = (right?: Right): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiBadRequestResponse({ standardSchema, description: 'A parameter is not valid.' }),
    ApiUnauthorizedResponse({ standardSchema, description: 'No known credential.' }),
    ApiForbiddenResponse({
      standardSchema,
      description: right === undefined ? readProblem : `The right ${right} is missing.`,
    }),
    ApiTooManyRequestsResponse({
      standardSchema,
      description: 'The credential asks more often than it may; see `retry-after`.',
    }),
    ApiServiceUnavailableResponse({ standardSchema, description: 'The store is not there now.' }),
  );

/** The credential's organisation, or every one for a holder of the right. Throws `request/forbidden`. */
export function scopeOf(
  { organisation, rights }: Principal,
  { organisations }: { readonly organisations?: 'own' | 'all' | undefined },
): Scope {
  if (organisations !== 'all') return { organisation };
  if (!rights.includes(widerRight))
    throw new CensusError(
      'request/forbidden',
      `All organisations together need the right "${widerRight}".`,
      { field: 'organisations' },
    );
  return { organisation: undefined };
}
