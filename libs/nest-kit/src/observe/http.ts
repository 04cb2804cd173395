import {
  fail,
  histogram,
  type Span,
  startSpan,
  telemetryRuns,
  upDownCounter,
  within,
} from '@kfunc-census/telemetry';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** Recorded spans by request, while it is answered. */
const spans = new WeakMap<object, Span>();

/** Status of a request whose client went away before the answer, as nginx has it. */
const clientGone = 499;
/** Word for what no route of ours has: a path is never a label. */
const unmatched = 'unmatched';

/** Runs `work` as part of the span of a request, when that is recorded. */
export function withinRequest<T>(request: FastifyRequest, work: () => T): T {
  const span = spans.get(request);
  return span === undefined ? work() : within(span, work);
}

const routeOf = ({ routeOptions }: FastifyRequest): string => routeOptions.url ?? unmatched;
const isHealth = ({ url }: FastifyRequest): boolean => url.startsWith('/health/');

function parentOf({ headers }: FastifyRequest): string | undefined {
  const { traceparent } = headers;
  return typeof traceparent === 'string' ? traceparent : undefined;
}

/**
 * Measures every request but those for health, and gives each a span that continues the trace of whoever
 * sent it. Nothing where no telemetry runs. By hooks of Fastify, not by patching node:http: so no loader
 * must come before all imports, and what leaves this process over HTTP is not counted twice.
 */
export function observeHttp(fastify: FastifyInstance): void {
  if (!telemetryRuns()) return;
  const duration = histogram('http.server.request.duration');
  const active = upDownCounter('http.server.active_requests');
  fastify.addHook('onRequest', (request, reply, done) => {
    if (isHealth(request)) return done();
    const began = performance.now();
    const method = request.method;
    const route = routeOf(request);
    const attributes = { 'http.request.method': method, 'http.route': route };
    const parent = parentOf(request);
    const span = startSpan(`${method} ${route}`, {
      role: 'server',
      attributes,
      ...(parent === undefined ? { root: true } : { parent }),
    });
    if (span.isRecording()) spans.set(request, span);
    active({ 'http.request.method': method });
    reply.raw.once('close', () => {
      const { writableFinished, statusCode } = reply.raw;
      const status = writableFinished ? statusCode : clientGone;
      span.setAttribute('http.response.status_code', status);
      // As semantic conventions have it for a status that is a failure of the server.
      if (status >= 500) fail(span, String(status));
      span.end();
      active({ 'http.request.method': method }, -1);
      const seconds = (performance.now() - began) / 1000;
      duration(seconds, { ...attributes, 'http.response.status_code': status });
    });
    done();
  });
  // The last hook before the handler: what runs from here on belongs to the span.
  fastify.addHook('preHandler', (request, _reply, done) => withinRequest(request, done));
}
