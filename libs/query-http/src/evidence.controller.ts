import type { Principal } from '@kfunc-census/access';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import { type EvidenceAnswer, evidenceText, type Queries } from '@kfunc-census/query';
import { Controller, Get, Inject, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { problem } from './answer-schemas.ts';
import { markFresh } from './caching.ts';
import { evidenceAnswer } from './evidence-schema.ts';
import { type EvidenceParameters, evidenceParameters, kfuncName } from './parameters.ts';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';

/** What a maintainer pastes into a mail, with a hash that the same days give again. */
@Controller('v1')
@Requires(readRight)
@ApiBearerAuth()
@Problems()
export class EvidenceController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** The evidence of one kfunc; its hash is its tag. */
  @Get('kfuncs/:name/evidence')
  @ApiOperation({
    operationId: 'getEvidence',
    summary: 'Evidence of the use of one kfunc, as JSON or as text of at most 72 columns',
  })
  @ApiOkResponse({ standardSchema: evidenceAnswer, description: 'The block and its hash.' })
  @ApiNotFoundResponse({ standardSchema: problem, description: 'Nothing in reach names it.' })
  async evidence(
    @Param('name', { schema: kfuncName }) name: string,
    @Query({ schema: evidenceParameters }) parameters: EvidenceParameters,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EvidenceAnswer | string> {
    const { format = 'json', ...span } = parameters;
    const answer = await this.queries.evidence(scopeOf(principal, span), name, span);
    markFresh(reply, { tag: `${answer.hash}-${format}`, final: answer.block.window.final });
    if (format === 'json') return answer;
    void reply.type('text/plain; charset=utf-8');
    return evidenceText(answer);
  }
}
