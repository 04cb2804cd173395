import { CensusError, isCensusError } from '@kfunc-census/errors';

/** Whether an error, or one that led to it, is the broker's answer of that name. */
export function isBrokerAnswer(error: unknown, type: string): boolean {
  if (!(error instanceof Error)) return false;
  if ('type' in error && error.type === type) return true;
  return isBrokerAnswer(error.cause, type);
}

/** `queue/unavailable` with its cause; an error of this project stays what it is. */
export function unavailable(detail: string, cause?: unknown): CensusError {
  if (isCensusError(cause)) return cause;
  return new CensusError('queue/unavailable', detail, {
    retryAfterSeconds: 10,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** `queue/unavailable` of a connection that could not be made, for whoever starts a program. */
export function noBroker(brokers: readonly string[], cause: unknown): CensusError {
  const at = brokers.join(', ');
  return unavailable(
    `No Kafka broker answers at ${at}: start it, or correct KAFKA_BROKERS.`,
    cause,
  );
}

/** `queue/message-too-large` for the limit that the topic sets. */
export function tooLarge(topic: string, bytes: number, cause: unknown): CensusError {
  return new CensusError(
    'queue/message-too-large',
    `Topic ${topic} refused a message of ${bytes} bytes; see its max.message.bytes.`,
    { cause },
  );
}

const attempts = 8;
const pauseMs = 250;

/** Whether an error, or one that led to it, is one that may pass. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return ('retriable' in error && error.retriable === true) || isPassing(error.cause);
}

/** Asks again, for 2 s at most, while the broker answers with a passing error (just started, …). */
export async function askAgain<T>(ask: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || attempt === attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
