import type { Principal } from '@kfunc-census/access';
import type { Intake } from '@kfunc-census/ingest';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import { Body, Controller, Headers, HttpCode, Inject, Post } from '@nestjs/common';
import { intakeToken } from './intake-token.ts';
import { ageHeader, readAge, requireBody } from './request-parts.ts';

/** Answer to a document that the queue holds. */
export interface AcceptedBody {
  readonly accepted: true;
  /** Id that the gateway computed: of the set of programs, or of the catalogue. */
  readonly id: string;
  /** Members that this gateway does not know. */
  readonly dropped_fields: number;
}

/** Takes reports in. */
@Controller('v1/reports')
export class ReportController {
  constructor(@Inject(intakeToken) private readonly intake: Intake) {}

  /** 202 once the queue holds the report durably, never before. */
  @Post()
  @HttpCode(202)
  @Requires('send')
  async accept(
    @Body() body: unknown,
    @Headers(ageHeader) age: string | undefined,
    @CurrentPrincipal() { organisation }: Principal,
  ): Promise<AcceptedBody> {
    const ageSeconds = readAge(age);
    const { id, dropped } = await requireBody(body).use((bytes) =>
      this.intake.report(bytes, { organisation, ageSeconds }),
    );
    return { accepted: true, id, dropped_fields: dropped };
  }
}
