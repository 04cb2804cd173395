import { setTimeout as pause } from 'node:timers/promises';
import { openStore } from '@kfunc-census/clickhouse';
import type { ChdbHttp } from '@kfunc-census/testing';

/** A path to the store, as far as the mark of a day goes along it. */
export interface MarkedPath {
  readonly store: Pick<ChdbHttp, 'rules'>;
  /** Resolves with the host of one more report, once it is accepted. */
  send(): Promise<string>;
  /** Puts the mark of a UTC day behind all that was accepted. */
  mark(day: string): Promise<void>;
  isComplete(day: string): Promise<boolean>;
}

/** What was seen of a day whose reports the store refuses. */
export interface HeldDay {
  /** Reports that stood before the mark and were refused, while the mark was not. */
  readonly held: number;
  /** Inserts of them that the store refused. */
  readonly refusals: number;
  readonly faults: readonly string[];
}

/** Enough to come to every partition of the queue. */
const heldReports = 60;
/** Refusals after which a mark that does not wait for its reports would be stored. */
const enoughRefusals = 3;
const withinMs = 60_000;

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`not within a minute: ${what}`);
    await pause(50);
  }
}

/** Whether a store behind HTTP holds a day for complete. */
export async function isDayComplete(url: string, day: string): Promise<boolean> {
  const target = { kind: 'server', url, database: 'census', user: 'default' } as const;
  const { reader, close } = await openStore(target);
  const [state] = await reader.days({ organisation: 'acme' }, { from: day, to: day });
  await close();
  return state?.complete ?? false;
}

/** The store refuses inserts that `refuses` names by their data, and takes all others. */
function refuseInserts(store: MarkedPath['store'], refuses: (body: string) => boolean) {
  const seen = { refusals: 0 };
  store.rules = {
    onStatement: (statement, body) => {
      if (!/^INSERT INTO \w*inbox/.test(statement) || !refuses(body)) return 'pass';
      seen.refusals += 1;
      return 'cut';
    },
  };
  return seen;
}

/**
 * Lets reports and the mark of their day come to the store together, where it takes the mark and not
 * the reports: the day must not be complete until it takes these too. First a report alone is
 * refused, behind which the others and the mark gather, so that one batch has them all.
 */
export async function holdDay(path: MarkedPath, day: string): Promise<HeldDay> {
  const { store } = path;
  const faults: string[] = [];
  if (await path.isComplete(day)) faults.push(`${day} was complete before: nothing was tried`);
  const first = refuseInserts(store, () => true);
  await path.send();
  await until('an insert of the first report', () => first.refusals > 0);
  const hosts = await Promise.all(Array.from({ length: heldReports }, () => path.send()));
  await path.mark(day);
  const seen = refuseInserts(store, (body) => hosts.some((host) => body.includes(host)));
  await until('inserts of the others', () => seen.refusals >= enoughRefusals);
  if (await path.isComplete(day)) faults.push(`${day} is complete, and its reports wait`);
  store.rules = {};
  await until(`${day} complete, now that all is taken`, () => path.isComplete(day));
  return { held: hosts.length, refusals: seen.refusals, faults };
}
