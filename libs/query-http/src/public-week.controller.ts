import { Requires } from '@kfunc-census/nest-kit';
import type { PublicWeek, PublicWeekListAnswer, Queries } from '@kfunc-census/query';
import { Controller, Get, Inject, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { problem } from './answer-schemas.ts';
import {
  noParameters,
  publicWeekAnswer,
  publicWeekListAnswer,
  publicWeekPath,
} from './public-week-schema.ts';
import { queriesToken } from './queries-token.ts';
import { Problems } from './reading.ts';

/** What callers outside an organisation see. */
@Controller('v1/public/weeks')
@Requires('read-public')
@ApiBearerAuth()
@Problems('read-public')
export class PublicWeekController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** All that were published. */
  @Get()
  @ApiOperation({ operationId: 'listPublicWeeks', summary: 'Weeks that were published' })
  @ApiOkResponse({ standardSchema: publicWeekListAnswer, description: 'Newest first.' })
  list(@Query({ schema: noParameters }) _: object): Promise<PublicWeekListAnswer> {
    return this.queries.publicWeeks();
  }

  /** One of them. */
  @Get(':week')
  @ApiOperation({
    operationId: 'getPublicWeek',
    summary: 'Use of kfuncs over all organisations in a week, without small numbers',
  })
  @ApiOkResponse({ standardSchema: publicWeekAnswer, description: 'As it was published.' })
  @ApiNotFoundResponse({ standardSchema: problem, description: 'It was not published.' })
  week(
    @Param({ schema: publicWeekPath }) { week }: { readonly week: string },
    @Query({ schema: noParameters }) _: object,
  ): Promise<PublicWeek> {
    return this.queries.publicWeek(week);
  }
}
