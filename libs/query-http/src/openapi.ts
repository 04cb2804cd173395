import { AccessModule } from '@kfunc-census/nest-kit';
import { type DynamicModule, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { z } from 'zod';
import { CatalogueController } from './catalogue.controller.ts';
import { CensusController } from './census.controller.ts';
import { ChangesController } from './changes.controller.ts';
import { EvidenceController } from './evidence.controller.ts';
import { ExportController } from './export.controller.ts';
import { FamilyController } from './family.controller.ts';
import { ForecastController } from './forecast.controller.ts';
import { KfuncPartsController } from './kfunc-parts.controller.ts';
import { PublicWeekController } from './public-week.controller.ts';
import { queriesToken } from './queries-token.ts';
import { StatementController } from './statement.controller.ts';

/** Routes and nothing behind them: enough to be described. */
@Module({})
class DescribedModule {
  static create(): DynamicModule {
    return {
      module: DescribedModule,
      imports: [AccessModule.register({ find: async () => undefined })],
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
      providers: [{ provide: queriesToken, useValue: {} }],
    };
  }
}

const isSchema = (value: unknown): value is z.ZodType => value instanceof z.ZodType;

/** Names of `components.schemas` as a document refers to them. */
const toComponent = (text: string): string => text.replaceAll('#/$defs/', '#/components/schemas/');

/** zod to JSON Schema 2020-12, which is what OpenAPI 3.1 speaks; schemas with an id become components. */
function convert(schema: unknown, { schemaType }: { schemaType: 'input' | 'output' }) {
  if (!isSchema(schema)) return undefined;
  const converted = z.toJSONSchema(schema, { io: schemaType, target: 'draft-2020-12' });
  const {
    $schema: _,
    $defs = {},
    ...rest
  } = JSON.parse(toComponent(JSON.stringify(converted))) as Record<string, unknown> & {
    $defs?: Record<string, unknown>;
  };
  return { schema: rest, components: $defs };
}

type Contents = Record<string, unknown>;
type Operation = { readonly responses?: Readonly<Record<string, { content?: Contents }>> };

/** Errors travel as `application/problem+json`; the decorators know only `application/json`. */
function nameProblems(document: OpenAPIObject): void {
  const operations = Object.values(document.paths).flatMap((path) =>
    Object.values(path as Record<string, Operation>),
  );
  for (const { responses = {} } of operations)
    for (const [status, response] of Object.entries(responses)) {
      const { 'application/json': content, ...rest } = response.content ?? {};
      if (status >= '400' && content !== undefined)
        response.content = { ...rest, 'application/problem+json': content };
    }
}

/** What every GET takes and may answer beside what its decorators say; see `cacheAnswers`. */
function describeCaching(document: OpenAPIObject): void {
  for (const { get } of Object.values(document.paths)) {
    if (get === undefined) continue;
    const header = {
      name: 'if-none-match',
      in: 'header' as const,
      required: false,
      description: '`ETag` of an earlier answer.',
      schema: { type: 'string' as const },
    };
    get.parameters = [...(get.parameters ?? []), header];
    get.responses['304'] = { description: 'The answer is still that of `if-none-match`.' };
  }
}

/**
 * The OpenAPI 3.1 document of the query API, made from the routes and the zod schemas that validate
 * them. Starts no server. The same input gives the same document, so it can be committed and diffed.
 */
export async function buildOpenApi(): Promise<object> {
  const app = await NestFactory.create<NestFastifyApplication>(
    DescribedModule.create(),
    new FastifyAdapter(),
    { logger: false },
  );
  try {
    const description = new DocumentBuilder()
      .setOpenAPIVersion('3.1.0')
      .setTitle('kfunc-census query API')
      .setDescription(
        'Which kernel functions (kfuncs) the loaded BPF programs of a fleet call. Answers state what was observed, on how many hosts and organisations, with bounds.',
      )
      .setVersion('1')
      .addBearerAuth({ type: 'http', scheme: 'bearer' })
      .build();
    const document = SwaggerModule.createDocument(app, description, {
      standardSchemaConverter: convert,
      autoTagControllers: false,
    });
    nameProblems(document);
    describeCaching(document);
    return document;
  } finally {
    await app.close();
  }
}
