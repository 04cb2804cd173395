import 'reflect-metadata';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { DiscoveryModule, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerClientError } from './client-error.ts';
import { type PinoLogger, useLogger } from './logging.ts';
import { observeHttp, withinRequest } from './observe/http.ts';
import { ProblemFilter, sendProblem, toCensusError } from './problem-filter.ts';
import { acceptRawBodies, type BodyLimits } from './raw-body.ts';
import { RouteCheck } from './route-check.ts';
import { RequestValidationPipe } from './validation-pipe.ts';

/** What differs between the HTTP apps of the project. */
export interface HttpAppOptions {
  /** Value of CENSUS_LOG_LEVEL. */
  readonly logLevel: string;
  /** Bytes of a JSON body that Nest parses; default 64 KiB. Without effect beside `rawBody`. */
  readonly bodyLimit?: number;
  /** Hand bodies to handlers unread, as RawBody, within these bounds. */
  readonly rawBody?: BodyLimits;
  /** Milliseconds that open requests have, once the app closes, before they are cut. Default 5 s. */
  readonly closeGraceMs?: number;
  /** How long a client may take. Default: `arrival`. */
  readonly arrival?: ArrivalLimits;
}

/** How long a client may take, in milliseconds; whoever takes longer loses the connection. */
export interface ArrivalLimits {
  /** Until the headers are in, from the first byte; a new connection that stays silent has as long. */
  readonly headersMs: number;
  /** Until the whole request is in. */
  readonly requestMs: number;
  /** Between two looks at all connections. */
  readonly checkEveryMs: number;
}

/** Open sockets of one server; more wait in the kernel's backlog or are refused. */
const maxConnections = 2_048;

/** A body of the maximum size within 30 s is 17 KiB/s. */
const arrival: ArrivalLimits = { headersMs: 10_000, requestMs: 30_000, checkEveryMs: 2000 };

/**
 * Milliseconds. An idle connection is kept for 65 s, longer than the 60 s of common load balancers, so
 * that they close first; one on which nothing moves at all, as when the other side vanished, for 90 s.
 */
const timeouts = { keepAliveTimeout: 65_000, connectionTimeout: 90_000 };

@Module({})
class RootModule {
  static around(module: Type | DynamicModule): DynamicModule {
    return { module: RootModule, imports: [DiscoveryModule, module], providers: [RouteCheck] };
  }
}

function createAdapter(options: HttpAppOptions): FastifyAdapter {
  const { headersMs, requestMs, checkEveryMs } = options.arrival ?? arrival;
  return new FastifyAdapter({
    ...timeouts,
    requestTimeout: requestMs,
    http: { headersTimeout: headersMs, connectionsCheckingInterval: checkEveryMs },
    bodyLimit: options.rawBody?.compressedBytes ?? options.bodyLimit ?? 64 * 1024,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    trustProxy: false,
    routerOptions: { maxParamLength: 512 },
    // What the router refuses reaches no filter of Nest.
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, toCensusError(error, request)),
    clientErrorHandler: answerClientError,
  });
}

function logRequests(app: NestFastifyApplication, log: PinoLogger): void {
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onResponse', (request, reply, done) => {
      const ms = reply.elapsedTime.toFixed(1);
      const line = `${request.method} ${request.url.slice(0, 512)} ${reply.statusCode} ${ms} ms`;
      if (request.url.startsWith('/health/')) log.debug(line, 'http');
      else withinRequest(request, () => log.log(line, 'http'));
      done();
    });
}

/** Closing waits for open requests; one that never ends would make it wait until requestTimeout. */
function boundClosing(app: NestFastifyApplication, graceMs: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('preClose', (done) => {
    setTimeout(() => fastify.server.closeAllConnections(), graceMs).unref();
    done();
  });
}

/**
 * A Nest app on Fastify that is ready to `listen`: problem documents for every error, validated
 * parameters, pino logs, bounded time and connections. Rejects when a route states no right, with
 * any error of the modules' start, and with `config/invalid` for an unknown log level.
 */
export async function createHttpApp(
  module: Type | DynamicModule,
  options: HttpAppOptions,
): Promise<NestFastifyApplication> {
  const logger = useLogger(options.logLevel);
  const app = await NestFactory.create<NestFastifyApplication>(
    RootModule.around(module),
    createAdapter(options),
    { bodyParser: options.rawBody === undefined, logger, abortOnError: false },
  );
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalPipes(new RequestValidationPipe());
  const fastify = app.getHttpAdapter().getInstance();
  if (options.rawBody === undefined) fastify.removeContentTypeParser('text/plain');
  else acceptRawBodies(fastify, options.rawBody);
  observeHttp(fastify);
  logRequests(app, logger);
  boundClosing(app, options.closeGraceMs ?? 5_000);
  fastify.server.maxConnections = maxConnections;
  await app.init();
  return app;
}
