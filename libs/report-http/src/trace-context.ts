import { randomBytes } from 'node:crypto';

/** What a send is found under in all that it reaches: W3C Trace Context, made without OpenTelemetry. */
export interface SendTrace {
  /** Trace id: 16 random bytes, lower-case hex. */
  readonly id: string;
  /**
   * Asks for the trace to be recorded. A gateway as it is by default does as it is asked; one whose sampler
   * goes by the trace id, or by nothing, does not.
   */
  readonly recorded: boolean;
}

/** A trace of its own for a send. */
export const newSendTrace = (recorded: boolean): SendTrace => ({
  id: randomBytes(16).toString('hex'),
  recorded,
});

/** `traceparent` of one attempt, https://www.w3.org/TR/trace-context/#traceparent-header. */
export const traceparent = ({ id, recorded }: SendTrace): string =>
  `00-${id}-${randomBytes(8).toString('hex')}-0${recorded ? 1 : 0}`;
