import type { UsageReader } from '@kfunc-census/query';
import fc from 'fast-check';
import type { World } from '../builders.ts';
import type { SuiteApi } from '../queue-contract-kit.ts';
import type { StoreSubject } from '../store-subject.ts';
import { createUsageOracle } from '../usage-oracle.ts';
import { interleavings, replayKept, type Subject } from './commands.ts';
import { System } from './system.ts';

/** A store for one run. */
export interface InterleavingSubject extends StoreSubject {
  readonly lose?: Subject['lose'];
}

const dayMs = 86_400_000;
const daysOfRun = 100;
const dayText = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

/** What is asked of both organisations: the whole time, and each of its last days. */
async function answers(reader: UsageReader, salt: string, start: number, now: number) {
  const all = [];
  const whole = { from: dayText(start - dayMs), to: dayText(now) };
  const today = { from: dayText(now), to: dayText(now) };
  for (const organisation of [`org-0-${salt}`, `org-1-${salt}`]) {
    const scope = { organisation };
    for (const window of [whole, today]) {
      const kfuncs = await reader.kfuncs(scope, window, {});
      all.push({
        population: await reader.population(scope, window, {}),
        kfuncs: kfuncs.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
      });
    }
    all.push({
      series: await reader.series(scope, whole, {}, { name: 'bpf_a', module: 'vmlinux' }),
      days: await reader.days(scope, whole),
    });
  }
  return all;
}

/**
 * Any interleaving of sending, re-sending, replaying, reordering, poison and crashes gives the answers
 * of the pure model, as a Vitest test. `use` gives the store of a run; runs that share one are told
 * apart by salt, and lie in years of their own. Pass the module `vitest` as `api`.
 */
export function interleavingContract(
  name: string,
  use: () => InterleavingSubject,
  { it, expect }: Pick<SuiteApi, 'it' | 'expect'>,
  { runs, commands }: { readonly runs: number; readonly commands: number },
): void {
  let count = 0;
  const run = async (sequence: Iterable<fc.AsyncCommand<Record<string, never>, Subject>>) => {
    count += 1;
    const salt = `run-${count}`;
    const start = Date.UTC(2000, 0, 1) + (count % 400) * daysOfRun * dayMs;
    const { store, reader, lose } = use();
    const system = new System(store, start);
    const compare = async (world: World): Promise<void> => {
      const found = await answers(reader, salt, start, system.now);
      expect(found).toEqual(await answers(createUsageOracle(world), salt, start, system.now));
    };
    const subject: Subject = {
      system,
      salt,
      ...(lose === undefined ? {} : { lose }),
      check: async () => {
        if (!system.inDoubt) await compare(system.model.world(system.model.stored));
      },
    };
    await fc.asyncModelRun(() => ({ model: {}, real: subject }), sequence);
    Object.assign(system.faults, { fixed: true, refuseAll: false, kill: undefined, away: 0 });
    // What the machine lost since it last drained comes with the replay of an unclean stop.
    await replayKept(subject);
    expect(await system.drain()).toBe(true);
    await compare(system.model.world(system.model.sent));
    expect(system.letters.kept).toEqual([]);
  };

  it(`gives the answers of the pure model after any interleaving: ${name}`, {
    timeout: 600_000,
  }, async () => {
    await fc.assert(fc.asyncProperty(interleavings(commands), run), { numRuns: runs });
  });
}
