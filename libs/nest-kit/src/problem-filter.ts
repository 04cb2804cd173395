import { CensusError, type ErrorCode, isCensusError, toProblem } from '@kfunc-census/errors';
import {
  type ArgumentsHost,
  Catch,
  type ExceptionFilter,
  HttpException,
  Logger,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Seconds of Retry-After where a retryable error names none. */
const defaultRetryAfterSeconds = 5;

const byStatus: Readonly<Record<number, ErrorCode>> = {
  401: 'request/unauthorized',
  403: 'request/forbidden',
  404: 'request/not-found',
  405: 'request/not-found',
  413: 'report/too-large',
  503: 'request/overloaded',
};

/** The status of an error of Nest, or of Fastify (`FST_…` with a statusCode); else undefined. */
function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (!(error instanceof Error) || !('statusCode' in error) || !('code' in error)) return undefined;
  const { statusCode, code } = error;
  return typeof statusCode === 'number' && String(code).startsWith('FST_') ? statusCode : undefined;
}

/** Fastify's error says neither what was sent nor what is taken. */
function contentTypeError(request: FastifyRequest, cause: unknown): CensusError {
  const sent = request.headers['content-type'];
  const what =
    sent === undefined
      ? 'The body has no content type'
      : `The content type "${sent.slice(0, 64)}" is not supported`;
  return new CensusError('request/content-type', `${what}; application/json is taken.`, {
    field: 'content-type',
    cause,
  });
}

/** Any error as one of the closed list; what is unknown becomes `internal/unexpected`. */
export function toCensusError(error: unknown, request: FastifyRequest): CensusError {
  if (isCensusError(error)) return error;
  const status = statusOf(error);
  if (status === 415) return contentTypeError(request, error);
  const code = status === undefined ? undefined : byStatus[status];
  if (code !== undefined && error instanceof Error)
    return new CensusError(code, error.message, { cause: error });
  if (status !== undefined && status >= 400 && status < 500 && error instanceof Error)
    return new CensusError('request/invalid', error.message, { cause: error });
  return new CensusError('internal/unexpected', 'The service met an unexpected error.', {
    cause: error,
  });
}

/** Headers that belong to an error: how to authenticate, when to try again. */
export function extraHeaders(error: CensusError): Record<string, string> {
  if (error.spec.status === 401) return { 'www-authenticate': 'Bearer' };
  if (!error.spec.retryable) return {};
  return { 'retry-after': String(error.retryAfterSeconds ?? defaultRetryAfterSeconds) };
}

/** Errors of the service itself (500) are for its log: their messages may name files or statements. */
function publicError(error: CensusError): CensusError {
  if (error.spec.status !== 500) return error;
  return new CensusError('internal/unexpected', 'The service met an unexpected error.');
}

/** Answers with the problem document of an error (RFC 9457), with Retry-After where it helps. */
export function sendProblem(reply: FastifyReply, error: CensusError): void {
  const problem = toProblem(error);
  reply
    .status(problem.status)
    .headers({ ...extraHeaders(error), 'content-type': 'application/problem+json' })
    .send(Buffer.from(JSON.stringify(problem)));
}

/** Turns every error of an app into a problem document; logs those that are the service's own. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  /** Answers the request, unless an answer is under way already. */
  catch(thrown: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const error = toCensusError(thrown, host.switchToHttp().getRequest<FastifyRequest>());
    if (error.spec.status >= 500) this.logger.error(error);
    if (!reply.sent) sendProblem(reply, publicError(error));
  }
}
