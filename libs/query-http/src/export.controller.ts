import { Socket } from 'node:net';
import { Readable } from 'node:stream';
import type { Principal } from '@kfunc-census/access';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import type { Queries } from '@kfunc-census/query';
import { Controller, Get, Inject, Query, Res, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type ExportParameters, exportParameters } from './export-parameters.ts';
import { queriesToken } from './queries-token.ts';
import { Problems, readRight, scopeOf } from './reading.ts';

/** Milliseconds without a byte: rows about one kfunc may take several questions to the store. */
const idleMs = 600_000;
const bytes = { schema: { type: 'string', format: 'binary' } };

/** Whole tables, for programs and spreadsheets. */
@Controller('v1')
@Requires(readRight)
@ApiBearerAuth()
@Problems()
export class ExportController {
  constructor(@Inject(queriesToken) private readonly queries: Queries) {}

  /** A table as a file. It is made while it is sent: one that ends early is cut, not ended. */
  @Get('export')
  @ApiOperation({
    operationId: 'exportTable',
    summary: 'A whole table as CSV, NDJSON or Parquet, each row with its denominators and days',
  })
  @ApiOkResponse({
    description:
      'The table, as an attachment. In CSV (RFC 4180) an empty field is not known, `""` an empty text, and a text that begins with what a spreadsheet takes for a formula, or with an apostrophe, has an apostrophe in front.',
    content: {
      'text/csv': { schema: { type: 'string' } },
      'application/x-ndjson': { schema: { type: 'string' } },
      'application/vnd.apache.parquet': bytes,
    },
  })
  async export(
    @Query({ schema: exportParameters }) parameters: ExportParameters,
    @CurrentPrincipal() principal: Principal,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const { organisations: _, ...options } = parameters;
    const table = await this.queries.export(scopeOf(principal, parameters), options);
    void reply.header('cache-control', 'private, no-store');
    // Inside a process there is none.
    if (reply.raw.socket instanceof Socket) reply.raw.socket.setTimeout(idleMs);
    return new StreamableFile(Readable.from(table.chunks, { objectMode: false }), {
      type: table.mediaType,
      disposition: `attachment; filename="${table.fileName}"`,
    });
  }
}
