import { deepStrictEqual } from 'node:assert/strict';
import fc from 'fast-check';
import type { World } from '../builders.ts';
import type { SuiteApi } from '../queue-contract-kit.ts';
import type { StoreSubject } from '../store-subject.ts';
import { createUsageOracle } from '../usage-oracle.ts';
import { interleavings } from './commands.ts';
import type { Defect } from './defects.ts';
import { replayKept } from './faults.ts';
import { allQuestions, mainQuestions, type Question } from './questions.ts';
import { recordInserts } from './recorded-store.ts';
import type { Nothing, Subject } from './subject.ts';
import { System } from './system.ts';

/** A store for the runs, one after another. */
export interface InterleavingSubject extends StoreSubject {
  /** Takes all rows out of the store. */
  empty(): Promise<void>;
}

/** How much is done. */
export interface InterleavingForm {
  readonly runs: number;
  /** Commands of a run at most. */
  readonly commands: number;
  /** Questions that are asked after a drain; at the end of a run they are more. Default: all. */
  readonly asked?: number;
  /** Of the random choices. Default: another one each time. */
  readonly seed?: number;
  /** A defect to plant into every run. Default: none. */
  readonly plant?: Defect;
  /** Called after each run. */
  readonly onRun?: () => void;
}

const start = Date.UTC(2026, 0, 1);

async function compare(
  { reader }: StoreSubject,
  world: World,
  questions: readonly Question[],
): Promise<void> {
  const oracle = createUsageOracle(world);
  for (const { name, ask } of questions)
    deepStrictEqual(await ask(reader), await ask(oracle), name);
}

/** What an operator does when the store is as it should be, and lost something or refused something. */
async function mend(subject: Subject): Promise<void> {
  const { system } = subject;
  system.faults.fixed = true;
  if (system.model.lost) system.startOver();
  await replayKept(subject);
  deepStrictEqual(await system.drain(), true, 'the queue drains after it was mended');
}

/** One run: any commands, then whatever mends what is broken; nothing may be missing after it. */
async function run(
  one: InterleavingSubject,
  sequence: Iterable<fc.AsyncCommand<Nothing, Subject>>,
  { asked, plant, onRun }: InterleavingForm,
): Promise<void> {
  await one.empty();
  const store = recordInserts(one.store, one.empty);
  const system = new System(store, start, plant);
  const { model } = system;
  const subject: Subject = {
    system,
    lose: (inserts) => store.lose(inserts),
    async check(nth) {
      if (system.inDoubt) return;
      const all = allQuestions(start, system.now);
      const first = nth % all.length;
      const chosen = [...all.slice(first), ...all.slice(0, first)].slice(0, asked ?? all.length);
      await compare(one, model.world(model.stored), chosen);
    },
  };
  await fc.asyncModelRun(() => ({ model: {}, real: subject }), sequence);
  Object.assign(system.faults, { refuseAll: false, kill: undefined, away: 0 });
  // Poison of both organisations stops the ingester until the store is fixed.
  const drained = await system.drain();
  const mends = !drained || model.lost || system.letters.kept.length > 0;
  if (drained && mends) await subject.check(0);
  if (mends) await mend(subject);
  deepStrictEqual(system.letters.kept, [], 'no dead letter is left');
  deepStrictEqual(model.stored, model.sent, 'all that was sent is stored');
  await compare(one, model.world(model.sent), mainQuestions(start, system.now));
  onRun?.();
}

/**
 * Runs any interleavings of sending, re-sending, replaying, reordering, poison, crashes and losses of
 * the store, each from an empty store; the first that does not give the answers of the pure model ends
 * it. `shrink` looks for a shorter one that fails, which takes many runs more.
 */
export async function checkInterleavings(
  use: () => InterleavingSubject,
  form: InterleavingForm,
  shrink = false,
) {
  const property = fc.asyncProperty(interleavings(form.commands), (all) => run(use(), all, form));
  return await fc.check(property, {
    numRuns: form.runs,
    endOnFailure: !shrink,
    ...(form.seed === undefined ? {} : { seed: form.seed }),
  });
}

/** The same as a Vitest test. Pass the module `vitest` as `api`. */
export function interleavingContract(
  name: string,
  use: () => InterleavingSubject,
  { it, expect }: Pick<SuiteApi, 'it' | 'expect'>,
  form: InterleavingForm & { readonly shrink?: boolean },
): void {
  it(`gives the answers of the pure model after any interleaving: ${name}`, {
    timeout: 600_000,
  }, async () => {
    const details = await checkInterleavings(use, form, form.shrink);
    expect(details.failed, await fc.asyncDefaultReportMessage(details)).toBe(false);
    expect(details.numRuns).toBe(form.runs);
  });
}

/** That each planted defect is found within the runs of a form, as Vitest tests. */
export function plantedDefectContract(
  use: () => InterleavingSubject,
  { it, expect }: Pick<SuiteApi, 'it' | 'expect'>,
  defects: Readonly<Record<string, Defect>>,
  form: InterleavingForm & { readonly seed: number },
): void {
  it.each(Object.entries(defects))(
    'finds within its runs that %s',
    { timeout: 300_000 },
    async (_, plant) => {
      const details = await checkInterleavings(use, { ...form, plant });
      expect(details.failed).toBe(true);
      // The answers are wrong, and nothing else went wrong.
      expect(details.errorInstance).toMatchObject({ code: 'ERR_ASSERTION' });
    },
  );
}
