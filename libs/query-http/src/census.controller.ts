import type { Principal } from '@kfunc-census/access';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import type {
  CoverageAnswer,
  DayListAnswer,
  KfuncDetailAnswer,
  KfuncListAnswer,
  Queries,
} from '@kfunc-census/query';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { coverageAnswer, problem } from './answer-schemas.ts';
import { kfuncDetailAnswer } from './kfunc-parts-schema.ts';
import { dayListAnswer, kfuncListAnswer } from './list-schemas.ts';
import {
  kfuncName,
  type ListParameters,
  listParameters,
  type SpanParameters,
  spanParameters,
} from './parameters.ts';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';

const standardSchema = problem;

/** The questions of the census, each within what the credential may read. */
@Controller('v1')
@Requires(readRight)
@ApiBearerAuth()
@Problems()
export class CensusController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** All kfuncs in reach. */
  @Get('kfuncs')
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
  @ApiOperation({
    operationId: 'getKfunc',
    summary: 'One kfunc with its programs, kernels, daily series and the factors of its lifecycle',
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

  /** How final the figures of each day are. */
  @Get('days')
  @ApiOperation({
    operationId: 'listDays',
    summary: 'Which days of the window are complete, and how often each was reopened',
  })
  @ApiOkResponse({ standardSchema: dayListAnswer, description: 'Days.' })
  days(
    @Query({ schema: spanParameters }) parameters: SpanParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<DayListAnswer> {
    return this.queries.days(scopeOf(principal, parameters), parameters);
  }

  /** Who reported, and what could not be seen. */
  @Get('coverage')
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
