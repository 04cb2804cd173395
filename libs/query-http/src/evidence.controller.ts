import type { Principal } from '@kfunc-census/access';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import { type EvidenceAnswer, evidenceText, type Queries } from '@kfunc-census/query';
import { Controller, Get, Headers, Inject, Param, Query, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiHeader,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiResponse,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { problem } from './answer-schemas.ts';
import { evidenceAnswer } from './evidence-schema.ts';
import { type EvidenceParameters, evidenceParameters, kfuncName } from './parameters.ts';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';

/** Seconds for which an answer over complete days may be used again: they change only by a replay. */
const finalSeconds = 300;

/** Entity tags of a request, weak or strong, as bare texts (RFC 9110 §13.1.2). */
function tagsOf(header: string | undefined): readonly string[] {
  return (header ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, '').replaceAll('"', ''));
}

/** What a maintainer pastes into a mail, with a hash that the same days give again. */
@Controller('v1')
@Requires(readRight)
@ApiBearerAuth()
@Problems()
export class EvidenceController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** The evidence of one kfunc; 304 where the caller has it. */
  @Get('kfuncs/:name/evidence')
  @ApiOperation({
    operationId: 'getEvidence',
    summary: 'Evidence of the use of one kfunc, as JSON or as text of at most 72 columns',
  })
  @ApiHeader({
    name: 'if-none-match',
    required: false,
    description: '`ETag` of an earlier answer.',
  })
  @ApiOkResponse({ standardSchema: evidenceAnswer, description: 'The block and its hash.' })
  @ApiResponse({ status: 304, description: 'The block still has the hash of `if-none-match`.' })
  @ApiNotFoundResponse({ standardSchema: problem, description: 'Nothing in reach names it.' })
  async evidence(
    @Param('name', { schema: kfuncName }) name: string,
    @Query({ schema: evidenceParameters }) parameters: EvidenceParameters,
    @CurrentPrincipal() principal: Principal,
    @Headers('if-none-match') known: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EvidenceAnswer | string> {
    const { format = 'json', ...span } = parameters;
    const answer = await this.queries.evidence(scopeOf(principal, span), name, span);
    const tag = `${answer.hash}-${format}`;
    const { final } = answer.block.window;
    void reply.header('vary', 'authorization');
    void reply.header('etag', `"${tag}"`);
    void reply.header(
      'cache-control',
      final ? `private, max-age=${finalSeconds}` : 'private, no-cache',
    );
    if (tagsOf(known).includes(tag)) {
      void reply.status(304);
      return '';
    }
    if (format === 'json') return answer;
    void reply.type('text/plain; charset=utf-8');
    return evidenceText(answer);
  }
}
