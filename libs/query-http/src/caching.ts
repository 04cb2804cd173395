import { hash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Seconds for which an answer over complete days may be used again: they change only by a replay. */
const finalSeconds = 300;

/** What a cache is told of an answer. */
export interface Freshness {
  /** Tells answers apart: the same for the same figures, whenever they were asked for. */
  readonly tag: string;
  /** Whether every day that the answer speaks of is complete. */
  readonly final: boolean;
}

/**
 * Says of an answer how long it is good for. The tag is weak: an answer holds the instant at which it
 * was made, and so is never the same bytes twice.
 */
export function markFresh(reply: FastifyReply, { tag, final }: Freshness): void {
  void reply.header('etag', `W/"${tag}"`);
  void reply.header(
    'cache-control',
    final ? `private, max-age=${finalSeconds}` : 'private, no-cache',
  );
}

/** Entity tags of a request, weak or strong, as bare texts (RFC 9110 §13.1.2). */
function tagsOf(header: string): readonly string[] {
  return header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
}

function isKnown({ headers }: FastifyRequest, etag: unknown): boolean {
  const known = headers['if-none-match'];
  if (known === undefined || typeof etag !== 'string') return false;
  const tags = tagsOf(known);
  return tags.includes('*') || tags.includes(etag.replace(/^W\//, ''));
}

type Answer = {
  readonly generated_at?: unknown;
  readonly window?: { readonly complete?: unknown };
};

/**
 * The tag of an answer covers all of it but the instant of asking: question, organisation, days with
 * their versions, and every figure. Figures of complete days alone would not do: an answer also says
 * when a kfunc was last used, and names what came into reach since.
 */
function freshnessOf(answer: Answer): Freshness {
  const { generated_at: _, ...lasting } = answer;
  const tag = hash('sha256', JSON.stringify(lasting), 'hex').slice(0, 32);
  return { tag, final: answer.window?.complete === true };
}

const isQuestion = ({ method, routeOptions }: FastifyRequest): boolean =>
  (method === 'GET' || method === 'HEAD') && (routeOptions.url ?? '').startsWith('/v1/');

/**
 * Gives every answer of `GET /v1/…` a tag, and answers 304 to whom has it. What says nothing of its
 * freshness, as an error or a forecast, is stored by no cache. Must be called before there are routes.
 */
export function cacheAnswers(fastify: FastifyInstance): void {
  fastify.addHook('preSerialization', async (request, reply, payload) => {
    const isAnswer = isQuestion(request) && reply.statusCode === 200;
    if (isAnswer && !reply.hasHeader('etag')) markFresh(reply, freshnessOf(payload as Answer));
    return payload;
  });
  fastify.addHook('onSend', async (request, reply, payload) => {
    if (!(request.routeOptions.url ?? '').startsWith('/v1/')) return payload;
    // The organisation of the credential is part of every question.
    void reply.header('vary', 'authorization');
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'private, no-store');
    if (!isQuestion(request) || !isKnown(request, reply.getHeader('etag'))) return payload;
    void reply.code(304);
    void reply.removeHeader('content-type');
    void reply.removeHeader('content-length');
    return null;
  });
}
