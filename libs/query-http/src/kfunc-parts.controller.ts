import type { Principal } from '@kfunc-census/access';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import type {
  CoUsesAnswer,
  ProgramsAnswer,
  Queries,
  SeriesAnswer,
  StrataAnswer,
  UsesAnswer,
} from '@kfunc-census/query';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { problem } from './answer-schemas.ts';
import {
  type PartParameters,
  partParameters,
  type StrataParameters,
  strataParameters,
  type UsesParameters,
  usesParameters,
} from './kfunc-parts-parameters.ts';
import {
  coUseAnswer,
  programsAnswer,
  seriesAnswer,
  strataAnswer,
  usesAnswer,
} from './kfunc-parts-schema.ts';
import { kfuncName, type SpanParameters, spanParameters } from './parameters.ts';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';

/** The parts of what is known of one kfunc, each in a list of its own. */
@Controller('v1/kfuncs/:name')
@Requires(readRight)
@ApiBearerAuth()
@Problems()
@ApiNotFoundResponse({ standardSchema: problem, description: 'Nothing has the name.' })
export class KfuncPartsController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** On which hosts. */
  @Get('strata')
  @ApiOperation({
    operationId: 'getKfuncStrata',
    summary:
      'Users among exposed hosts by kernel line, release, distribution, …; no parts of a sum',
  })
  @ApiOkResponse({ standardSchema: strataAnswer, description: 'Strata, once per module.' })
  strata(
    @Param('name', { schema: kfuncName }) name: string,
    @Query({ schema: strataParameters }) parameters: StrataParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<StrataAnswer> {
    return this.queries.kfuncStrata(scopeOf(principal, parameters), name, parameters);
  }

  /** In which programs, by type or loader. */
  @Get('uses')
  @ApiOperation({
    operationId: 'getKfuncUses',
    summary: 'Users by type or loader of the programs that use it',
  })
  @ApiOkResponse({ standardSchema: usesAnswer, description: 'Uses, once per module.' })
  uses(
    @Param('name', { schema: kfuncName }) name: string,
    @Query({ schema: usesParameters }) parameters: UsesParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<UsesAnswer> {
    return this.queries.kfuncUses(scopeOf(principal, parameters), name, parameters);
  }

  /** Which programs. */
  @Get('programs')
  @ApiOperation({
    operationId: 'getKfuncPrograms',
    summary: 'Programs that show it on any rung, those on most hosts first',
  })
  @ApiOkResponse({ standardSchema: programsAnswer, description: 'Programs, once per module.' })
  programs(
    @Param('name', { schema: kfuncName }) name: string,
    @Query({ schema: partParameters }) parameters: PartParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ProgramsAnswer> {
    return this.queries.kfuncPrograms(scopeOf(principal, parameters), name, parameters);
  }

  /** What else these programs use. */
  @Get('co-use')
  @ApiOperation({
    operationId: 'getKfuncCoUse',
    summary: 'Kfuncs that the same programs use on the same kernel',
  })
  @ApiOkResponse({ standardSchema: coUseAnswer, description: 'Kfuncs, once per module.' })
  coUse(
    @Param('name', { schema: kfuncName }) name: string,
    @Query({ schema: partParameters }) parameters: PartParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<CoUsesAnswer> {
    return this.queries.kfuncCoUse(scopeOf(principal, parameters), name, parameters);
  }

  /** Day by day. */
  @Get('series')
  @ApiOperation({
    operationId: 'getKfuncSeries',
    summary: 'Users among exposed hosts day by day, and the trend of the complete days',
  })
  @ApiOkResponse({ standardSchema: seriesAnswer, description: 'Days, once per module.' })
  series(
    @Param('name', { schema: kfuncName }) name: string,
    @Query({ schema: spanParameters }) parameters: SpanParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<SeriesAnswer> {
    return this.queries.kfuncSeries(scopeOf(principal, parameters), name, parameters);
  }
}
