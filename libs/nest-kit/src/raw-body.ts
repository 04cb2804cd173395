import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { CensusError, isCensusError } from '@kfunc-census/errors';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ByteBudget, type Lease } from './byte-budget.ts';

/** Bounds of request bodies, in bytes. */
export interface BodyLimits {
  /** One body as it arrives. */
  readonly compressedBytes: number;
  /** One body after decompression. */
  readonly decompressedBytes: number;
  /** All bodies that are being read or handled; above it, 503. Default 128 MiB. */
  readonly inFlightBytes?: number;
}

const decompressors = { gzip: promisify(gunzip), zstd: promisify(zstdDecompress) } as const;
type Encoding = 'identity' | keyof typeof decompressors;
const encodings: readonly string[] = ['identity', ...Object.keys(decompressors)];

function tooLarge(what: string, limit: number, cause?: unknown): CensusError {
  return new CensusError('report/too-large', `The body is larger than ${limit} bytes ${what}.`, {
    field: 'body',
    limit: `${limit} bytes ${what}`,
    cause,
  });
}

/** The one encoding of a body; a list of several is refused with all other unknown ones. */
function encodingOf(request: FastifyRequest): Encoding {
  const encoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (!encodings.includes(encoding))
    throw new CensusError(
      'request/content-encoding',
      `The content encoding "${encoding.slice(0, 64)}" is not supported; gzip and zstd are.`,
      { field: 'content-encoding' },
    );
  return encoding as Encoding;
}

async function decompress(encoding: Encoding, body: Buffer, limit: number): Promise<Buffer> {
  if (encoding === 'identity') return body;
  try {
    return await decompressors[encoding](body, { maxOutputLength: limit });
  } catch (cause) {
    if (cause instanceof RangeError && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE')
      throw tooLarge('after decompression', limit, cause);
    throw new CensusError('report/encoding', `The body is not valid ${encoding}.`, {
      field: 'body',
      cause,
    });
  }
}

/** A request body that was not read yet: what a handler gets from `@Body()`. */
export class RawBody {
  private readonly request: FastifyRequest;
  private readonly payload: Readable;
  private readonly limits: BodyLimits;
  private readonly budget: ByteBudget;

  constructor(request: FastifyRequest, payload: Readable, limits: BodyLimits, budget: ByteBudget) {
    this.request = request;
    this.payload = payload;
    this.limits = limits;
    this.budget = budget;
  }

  /**
   * Reads and decompresses the body, and runs `handler` with it while its bytes count as in flight:
   * those that came, not those that were announced, so that a slow sender takes no room from others.
   * Throws `report/too-large`, `report/encoding`, `request/content-encoding`, or
   * `request/overloaded` when too many bytes are in flight.
   */
  async use<T>(handler: (bytes: Uint8Array) => Promise<T>): Promise<T> {
    const encoding = encodingOf(this.request);
    const { decompressedBytes } = this.limits;
    const lease = this.budget.lease();
    try {
      const body = await this.collect(lease);
      if (encoding !== 'identity') lease.grow(decompressedBytes);
      const bytes = await decompress(encoding, body, decompressedBytes);
      lease.shrink(bytes.byteLength);
      return await handler(bytes);
    } finally {
      lease.shrink(0);
    }
  }

  /**
   * Does not destroy a request that is too large: that would close the connection before the answer
   * is out. The rest is discarded as it arrives, which requestTimeout bounds. (Node does so itself
   * only for requests of which nothing was read.)
   */
  private async collect(lease: Lease): Promise<Buffer> {
    const limit = this.limits.compressedBytes;
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of this.payload.iterator({ destroyOnReturn: false })) {
        size += chunk.length;
        if (size > limit) break;
        lease.grow(chunk.length);
        chunks.push(chunk);
      }
    } catch (cause) {
      if (isCensusError(cause)) {
        this.payload.resume();
        throw cause;
      }
      // The client went away: nobody will read this, but it is no failure of the service.
      throw new CensusError('request/invalid', 'The body ended early.', { field: 'body', cause });
    }
    if (size > limit) {
      this.payload.resume();
      throw tooLarge('as sent', limit);
    }
    return Buffer.concat(chunks, size);
  }
}

/**
 * Hands `application/json` bodies to handlers unread, as a RawBody. So a body is read only after
 * the guards have let the request pass: without a token nobody makes the service decompress.
 */
export function acceptRawBodies(fastify: FastifyInstance, limits: BodyLimits): void {
  const budget = new ByteBudget(limits.inFlightBytes ?? 128 * 1024 * 1024);
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', (request, payload, done) => {
    done(null, new RawBody(request, payload, limits, budget));
  });
}
