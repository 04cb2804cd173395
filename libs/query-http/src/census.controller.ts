import type { Principal, Right } from '@kfunc-census/access';
import { CensusError } from '@kfunc-census/errors';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import type {
  CoverageAnswer,
  KfuncDetailAnswer,
  KfuncListAnswer,
  Queries,
  Scope,
} from '@kfunc-census/query';
import { applyDecorators, Controller, Get, Header, Inject, Param, Query } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiForbiddenResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiServiceUnavailableResponse,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import { coverageAnswer, kfuncDetailAnswer, kfuncListAnswer, problem } from './answer-schemas.ts';
import {
  kfuncName,
  type ListParameters,
  listParameters,
  type SpanParameters,
  spanParameters,
} from './parameters.ts';
import { queriesToken } from './queries-token.ts';

const right: Right = 'read-organisation';
const widerRight: Right = 'read-installation';
const standardSchema = problem;

/** Errors that every route may answer. */
const Problems = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiBadRequestResponse({ standardSchema, description: 'A parameter is not valid.' }),
    ApiUnauthorizedResponse({ standardSchema, description: 'No known credential.' }),
    ApiForbiddenResponse({
      standardSchema,
      description: `The right ${right} is missing, or ${widerRight} for all organisations.`,
    }),
    ApiServiceUnavailableResponse({ standardSchema, description: 'The store is not there now.' }),
  );

/** The credential's organisation, or every one for a holder of the right. Throws `request/forbidden`. */
function scopeOf({ organisation, rights }: Principal, { organisations }: SpanParameters): Scope {
  if (organisations !== 'all') return { organisation };
  if (!rights.includes(widerRight))
    throw new CensusError(
      'request/forbidden',
      `All organisations together need the right "${widerRight}".`,
      { field: 'organisations' },
    );
  return { organisation: undefined };
}

/** The questions of the census, each within what the credential may read. */
@Controller('v1')
@Requires(right)
@ApiBearerAuth()
@Problems()
export class CensusController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** All kfuncs in reach. */
  @Get('kfuncs')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    operationId: 'listKfuncs',
    summary: 'Kfuncs with users and exposed hosts, never-used ones included',
  })
  @ApiOkResponse({ standardSchema: kfuncListAnswer, description: 'Kfuncs.' })
  list(
    @Query({ schema: listParameters }) parameters: ListParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<KfuncListAnswer> {
    return this.queries.kfuncs(scopeOf(principal, parameters), parameters);
  }

  /** One kfunc with what stands behind its figures. */
  @Get('kfuncs/:name')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    operationId: 'getKfunc',
    summary: 'One kfunc with its programs, kernels and daily series',
  })
  @ApiOkResponse({ standardSchema: kfuncDetailAnswer, description: 'The kfunc, once per module.' })
  @ApiNotFoundResponse({ standardSchema, description: 'Nothing in reach names it.' })
  one(
    @Param('name', { schema: kfuncName }) name: string,
    @Query({ schema: spanParameters }) parameters: SpanParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<KfuncDetailAnswer> {
    return this.queries.kfunc(scopeOf(principal, parameters), name, parameters);
  }

  /** Who reported, and what could not be seen. */
  @Get('coverage')
  @Header('cache-control', 'private, no-store')
  @ApiOperation({
    operationId: 'getCoverage',
    summary: 'Who reported, and what could not be seen',
  })
  @ApiOkResponse({ standardSchema: coverageAnswer, description: 'Coverage.' })
  coverage(
    @Query({ schema: spanParameters }) parameters: SpanParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CoverageAnswer> {
    return this.queries.coverage(scopeOf(principal, parameters), parameters);
  }
}
