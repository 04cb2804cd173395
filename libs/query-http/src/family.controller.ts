import type { Principal } from '@kfunc-census/access';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import type { FamilyAnswer, FamilyListAnswer, Queries } from '@kfunc-census/query';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { problem } from './answer-schemas.ts';
import { familyAnswer, familyListAnswer } from './family-schema.ts';
import { kfuncName, type SpanParameters, spanParameters } from './parameters.ts';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';

/** Names that stand for one function in its successive forms. */
@Controller('v1')
@Requires(readRight)
@ApiBearerAuth()
@Problems()
export class FamilyController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** Every family. */
  @Get('families')
  @ApiOperation({
    operationId: 'listFamilies',
    summary: 'Families of kfuncs: members with users and exposed hosts, and what follows what',
  })
  @ApiOkResponse({ standardSchema: familyListAnswer, description: 'Families.' })
  families(
    @Query({ schema: spanParameters }) parameters: SpanParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<FamilyListAnswer> {
    return this.queries.families(scopeOf(principal, parameters), parameters);
  }

  /** The family of one kfunc. */
  @Get('families/:name')
  @ApiOperation({
    operationId: 'getFamily',
    summary: 'The family of a kfunc, by any of its names, with the migration along it',
  })
  @ApiOkResponse({ standardSchema: familyAnswer, description: 'Members, figures, migration.' })
  @ApiNotFoundResponse({ standardSchema: problem, description: 'Nothing has the name.' })
  family(
    @Param('name', { schema: kfuncName }) name: string,
    @Query({ schema: spanParameters }) parameters: SpanParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<FamilyAnswer> {
    return this.queries.family(scopeOf(principal, parameters), name, parameters);
  }
}
