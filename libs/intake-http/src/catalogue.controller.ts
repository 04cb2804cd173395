import type { Principal } from '@kfunc-census/access';
import { CensusError } from '@kfunc-census/errors';
import type { Intake } from '@kfunc-census/ingest';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import { Body, Controller, Head, HttpCode, Inject, Param, Put } from '@nestjs/common';
import { intakeToken } from './intake-token.ts';
import type { AcceptedBody } from './report.controller.ts';
import { readId, requireBody } from './request-parts.ts';

/** Takes catalogues in, each once if possible. */
@Controller('v1/catalogues')
@Requires('send')
export class CatalogueController {
  constructor(@Inject(intakeToken) private readonly intake: Intake) {}

  /** 200 if the catalogue was published here lately; 404 merely means that it should be put. */
  @Head(':id')
  known(@Param('id') id: string): void {
    if (!this.intake.knowsCatalogue(readId(id)))
      throw new CensusError('request/not-found', 'This catalogue is not known here: put it.');
  }

  /** 202 once the queue holds the catalogue durably; 422 if the id is not that of the content. */
  @Put(':id')
  @HttpCode(202)
  async accept(
    @Param('id') path: string,
    @Body() body: unknown,
    @CurrentPrincipal() { organisation }: Principal,
  ): Promise<AcceptedBody> {
    const { id, dropped } = await requireBody(body).use((bytes) =>
      this.intake.catalogue(readId(path), bytes, organisation),
    );
    return { accepted: true, id, dropped_fields: dropped };
  }
}
