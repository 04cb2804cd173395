import type { Intake } from '@kfunc-census/ingest';
import { type DynamicModule, Module } from '@nestjs/common';
import { CatalogueController } from './catalogue.controller.ts';
import { intakeToken } from './intake-token.ts';
import { ReportController } from './report.controller.ts';
import { StatementController } from './statement.controller.ts';

/** What the routes work with. */
export interface IntakeHttpOptions {
  readonly intake: Intake;
}

/**
 * `POST /v1/reports`, `HEAD` and `PUT /v1/catalogues/{id}`, `POST /v1/statements` and what follows it.
 * Needs an app made with `rawBody`, and AccessModule.
 */
@Module({})
export class IntakeModule {
  /** A module over the given intake. */
  static register({ intake }: IntakeHttpOptions): DynamicModule {
    return {
      module: IntakeModule,
      controllers: [ReportController, CatalogueController, StatementController],
      providers: [{ provide: intakeToken, useValue: intake }],
    };
  }
}
