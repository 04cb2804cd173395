import { reopenedMark } from './day-line.ts';
import type { DeadLetter, DeadLetters, ReportPublisher } from './ports.ts';

/** What a replay works with. */
export interface ReplayOptions {
  readonly publisher: ReportPublisher;
  readonly deadLetters: DeadLetters;
}

/**
 * Puts a dead letter back on the queue, byte for byte, so that it counts on the day on which the
 * gateway received it; then the mark that raises the version of that day; then removes the letter.
 * Broken off and done again, it changes nothing more. Rejects with `queue/…` errors.
 */
export async function replayLetter(
  { message }: DeadLetter,
  { publisher, deadLetters }: ReplayOptions,
): Promise<void> {
  const { kind, key, content, value } = message;
  await publisher.publish({ kind, key, content, value });
  const mark = reopenedMark(message);
  if (mark !== undefined) await publisher.publish(mark);
  await deadLetters.remove([message.position]);
}
