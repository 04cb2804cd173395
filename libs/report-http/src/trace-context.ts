import { randomBytes } from 'node:crypto';

/** A trace id of W3C Trace Context: 16 random bytes in hex, under which a send is found in all that it reaches. */
export const newTraceId = (): string => randomBytes(16).toString('hex');

/**
 * `traceparent` of one attempt of a send, https://www.w3.org/TR/trace-context/#traceparent-header. The flag
 * asks for the trace to be recorded; whether it is, the gateway's sampler decides.
 */
export const traceparent = (traceId: string): string =>
  `00-${traceId}-${randomBytes(8).toString('hex')}-01`;
