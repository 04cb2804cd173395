import type { Principal } from '@kfunc-census/access';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import type { ChangesAnswer, Queries } from '@kfunc-census/query';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { type ChangesParameters, changesAnswer, changesParameters } from './changes-schema.ts';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';

/** What changes from week to week. */
@Controller('v1')
@Requires(readRight)
@ApiBearerAuth()
@Problems()
export class ChangesController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** New and gone in one week. */
  @Get('changes')
  @ApiOperation({
    operationId: 'getChanges',
    summary: 'Kfuncs that gained their first users in a week, or lost their last',
  })
  @ApiOkResponse({ standardSchema: changesAnswer, description: 'Gained and lost.' })
  changes(
    @Query({ schema: changesParameters }) parameters: ChangesParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ChangesAnswer> {
    return this.queries.changes(scopeOf(principal, parameters), parameters);
  }
}
