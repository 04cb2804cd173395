import type { Queries } from '@kfunc-census/query';
import { type DynamicModule, Inject, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { cacheAnswers } from './caching.ts';
import { CatalogueController } from './catalogue.controller.ts';
import { CensusController } from './census.controller.ts';
import { ChangesController } from './changes.controller.ts';
import { EvidenceController } from './evidence.controller.ts';
import { ExportController } from './export.controller.ts';
import { FamilyController } from './family.controller.ts';
import { ForecastController } from './forecast.controller.ts';
import { takePatches } from './forecast-body.ts';
import { KfuncPartsController } from './kfunc-parts.controller.ts';
import { buildOpenApi } from './openapi.ts';
import { PublicWeekController } from './public-week.controller.ts';
import { queriesToken } from './queries-token.ts';
import { StatementController } from './statement.controller.ts';

/** What the routes work with. */
export interface QueryHttpOptions {
  readonly queries: Queries;
}

/**
 * `GET /v1/kfuncs`, `/v1/kfuncs/{name}`, `/v1/coverage` for holders of `read-organisation`, and their
 * description at `/openapi.json` for everyone. Needs AccessModule.
 */
@Module({})
export class QueryModule implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {
    // Routes come after the modules: a hook of `onModuleInit` would see none.
    const fastify = host.httpAdapter.getInstance<FastifyInstance>();
    takePatches(fastify);
    cacheAnswers(fastify);
  }

  /** A module over the given questions. */
  static register({ queries }: QueryHttpOptions): DynamicModule {
    return {
      module: QueryModule,
      controllers: [
        CensusController,
        CatalogueController,
        ChangesController,
        EvidenceController,
        ExportController,
        FamilyController,
        ForecastController,
        KfuncPartsController,
        PublicWeekController,
        StatementController,
      ],
      providers: [{ provide: queriesToken, useValue: queries }],
    };
  }

  /** The description is built when it is first asked for. */
  onModuleInit(): void {
    const fastify: FastifyInstance = this.host.httpAdapter.getInstance();
    let document: Promise<object> | undefined;
    fastify.get('/openapi.json', () => {
      document ??= buildOpenApi();
      return document;
    });
  }
}
