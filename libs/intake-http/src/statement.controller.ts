import type { Principal } from '@kfunc-census/access';
import type { AcceptedStatement, Intake } from '@kfunc-census/ingest';
import { CurrentPrincipal, Requires } from '@kfunc-census/nest-kit';
import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { intakeToken } from './intake-token.ts';
import { readStatementId, requireBody } from './request-parts.ts';

/** Answer to a statement, a withdrawal or a decision that the queue holds. */
export interface AcceptedStatementBody {
  readonly accepted: true;
  readonly id: string;
  readonly version: number;
  /** Id of the text that was stated, withdrawn to, or judged. */
  readonly digest: string;
  /** Members that this gateway does not know. */
  readonly dropped_fields: number;
}

const answer = ({ dropped, ...accepted }: AcceptedStatement): AcceptedStatementBody => ({
  accepted: true,
  ...accepted,
  dropped_fields: dropped,
});

/** Takes statements of use in. Each route answers 202 once the queue holds the message durably. */
@Controller('v1/statements')
export class StatementController {
  constructor(@Inject(intakeToken) private readonly intake: Intake) {}

  /** A statement, or a new version of one. */
  @Post()
  @HttpCode(202)
  @Requires('send')
  async state(
    @Body() body: unknown,
    @CurrentPrincipal() { organisation }: Principal,
  ): Promise<AcceptedStatementBody> {
    return answer(
      await requireBody(body).use((bytes) => this.intake.statements.state(bytes, organisation)),
    );
  }

  /** Takes back the versions below one. */
  @Post(':id/withdrawal')
  @HttpCode(202)
  @Requires('send')
  async withdraw(
    @Param('id') path: string,
    @Body() body: unknown,
    @CurrentPrincipal() { organisation }: Principal,
  ): Promise<AcceptedStatementBody> {
    const id = readStatementId(path);
    return answer(
      await requireBody(body).use((bytes) =>
        this.intake.statements.withdraw(id, bytes, organisation),
      ),
    );
  }

  /** Publishes or refuses one text of a statement of any organisation. */
  @Post(':id/publication')
  @HttpCode(202)
  @Requires('administer')
  async decide(@Param('id') path: string, @Body() body: unknown): Promise<AcceptedStatementBody> {
    const id = readStatementId(path);
    return answer(await requireBody(body).use((bytes) => this.intake.statements.decide(id, bytes)));
  }
}
