import type { Intake } from '@kfunc-census/ingest';
import { type DynamicModule, Module } from '@nestjs/common';
import { CatalogueController } from './catalogue.controller.ts';
import { intakeToken } from './intake-token.ts';
import { ReportController } from './report.controller.ts';

/** What the routes work with. */
export interface IntakeHttpOptions {
  readonly intake: Intake;
}

/**
 * `POST /v1/reports`, `HEAD` and `PUT /v1/catalogues/{id}`. Needs an app made with `rawBody`, and
 * AccessModule.
 */
@Module({})
export class IntakeModule {
  /** A module over the given intake. */
  static register({ intake }: IntakeHttpOptions): DynamicModule {
    return {
      module: IntakeModule,
      controllers: [ReportController, CatalogueController],
      providers: [{ provide: intakeToken, useValue: intake }],
    };
  }
}
