import type { Principal } from '@kfunc-census/access';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import type { ForecastAnswer, Queries } from '@kfunc-census/query';
import { Body, Controller, HttpCode, Inject, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
} from '@nestjs/swagger';
import { problem } from './answer-schemas.ts';
import { forecastPath } from './forecast-body.ts';
import { type ForecastBody, forecastAnswer, forecastBody } from './forecast-schemas.ts';
import { type SpanParameters, spanParameters } from './parameters.ts';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';

/** What becomes of loaded programs on a kernel that is not there yet. */
@Controller()
@Requires(readRight)
@ApiBearerAuth()
@Problems()
export class ForecastController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** Without some kfuncs, with a patch, or on a kernel with other catalogues. */
  @Post(forecastPath)
  @HttpCode(200)
  @ApiOperation({
    operationId: 'forecast',
    summary: 'What becomes of the loaded programs without some kfuncs, with a patch, or elsewhere',
  })
  @ApiOkResponse({ standardSchema: forecastAnswer, description: 'Objects by outcome.' })
  @ApiNotFoundResponse({ standardSchema: problem, description: 'Nothing knows a kfunc to remove.' })
  @ApiPayloadTooLargeResponse({ standardSchema: problem, description: 'The body is too large.' })
  forecast(
    @Body({ schema: forecastBody }) body: ForecastBody,
    @Query({ schema: spanParameters }) parameters: SpanParameters,
    @CurrentPrincipal() principal: Principal,
  ): Promise<ForecastAnswer> {
    return this.queries.forecast(scopeOf(principal, parameters), body, parameters);
  }
}
