import type { Principal } from '@kfunc-census/access';
import { CensusError } from '@kfunc-census/errors';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import type { Queries, Scope, StatementListAnswer, StatementView } from '@kfunc-census/query';
import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';
import {
  type StatementParameters,
  statementListAnswer,
  statementParameters,
} from './statement-schemas.ts';

/** An organisation sees all of its own; of others, only an administrator more than is published. */
function viewOf({ rights }: Principal, { organisations, state }: StatementParameters) {
  const view: StatementView =
    organisations !== 'all' || rights.includes('administer') ? 'owner' : 'others';
  if (view === 'others' && state !== undefined && state !== 'published')
    throw new CensusError(
      'request/forbidden',
      `Statements of all organisations that are ${state} need the right "administer".`,
      { field: 'state' },
    );
  return view;
}

/** One organisation of all, for an administrator: others may not know which one says what. */
function narrowed(all: Scope, view: StatementView, { organisation }: StatementParameters): Scope {
  if (organisation === undefined) return all;
  if (all.organisation === undefined && view === 'owner') return { organisation };
  throw new CensusError(
    'request/forbidden',
    'Statements of one organisation of all need organisations=all and the right "administer".',
    { field: 'organisation' },
  );
}

/** What users said of kfuncs. */
@Controller('v1')
@Requires(readRight)
@ApiBearerAuth()
@Problems()
export class StatementController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** Statements of use as they stand now. */
  @Get('statements')
  @ApiOperation({
    operationId: 'listStatements',
    summary: 'Statements of use: who uses a kfunc, how and why, in the words of the users',
  })
  @ApiOkResponse({ standardSchema: statementListAnswer, description: 'Statements.' })
  async statements(
    @Query({ schema: statementParameters }) parameters: StatementParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<StatementListAnswer> {
    const view = viewOf(principal, parameters);
    const scope = narrowed(scopeOf(principal, parameters), view, parameters);
    return await this.queries.statements(scope, parameters, view);
  }
}
