import { reopenedMark } from './day-line.ts';
import type { DeadLetter, DeadLetters, LetterId, ReportPublisher } from './ports.ts';

/** What a replay works with. */
export interface ReplayOptions {
  readonly publisher: ReportPublisher;
  readonly deadLetters: DeadLetters;
}

/** Letters that are removed at a time. */
const groupSize = 100;

async function publish({ message }: DeadLetter, publisher: ReportPublisher): Promise<void> {
  const { kind, key, content, value } = message;
  await publisher.publish({ kind, key, content, value });
  const mark = reopenedMark(message);
  if (mark !== undefined) await publisher.publish(mark);
}

/**
 * Puts dead letters back on the queue, byte for byte, so that each counts on the day on which the
 * gateway received it; behind each report the mark that raises the version of that day; then removes
 * them. Returns how many. Broken off and done again, it changes nothing more. Rejects with `queue/…`
 * errors.
 */
export async function replayLetters(
  letters: Iterable<DeadLetter> | AsyncIterable<DeadLetter>,
  { publisher, deadLetters }: ReplayOptions,
): Promise<number> {
  let count = 0;
  let done: LetterId[] = [];
  const remove = async (): Promise<void> => {
    if (done.length > 0) await deadLetters.remove(done);
    count += done.length;
    done = [];
  };
  for await (const letter of letters) {
    await publish(letter, publisher);
    done.push(letter.message);
    if (done.length === groupSize) await remove();
  }
  await remove();
  return count;
}
