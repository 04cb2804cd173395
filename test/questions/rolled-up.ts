import type { OpenStore } from '@kfunc-census/clickhouse';
import type { Scope, UsageReader, Window } from '@kfunc-census/query';
import { countDays } from '@kfunc-census/usage';

/** A reader that has the roll-ups of a window built before it is asked for its figures. */
export interface RolledUp {
  readonly reader: UsageReader;
  /** Whether it has them built. Default false. */
  build: boolean;
  /** How many were built, one for each organisation and window. */
  readonly built: number;
}

/** Over the reader of a store. Those that were built before stay, and are read while they are of what is stored. */
export function rolledUp({ reader, rollUps }: Pick<OpenStore, 'reader' | 'rollUps'>): RolledUp {
  const state = { build: false, built: 0 };
  const buildOf = async ({ from, to }: Window): Promise<void> => {
    const days = countDays({ from, to });
    if (!state.build || !rollUps.lengths.includes(days)) return;
    const wanted = await rollUps.wanted({ from, to, days });
    await rollUps.build({ from, to, days }, wanted);
    state.built += wanted.length;
  };
  /** The same question, after the building. */
  const after =
    <R, T extends readonly [Scope, Window, ...unknown[]]>(ask: (...asked: T) => Promise<R>) =>
    async (...asked: T): Promise<R> => {
      await buildOf(asked[1]);
      return await ask(...asked);
    };
  return Object.assign(state, {
    reader: {
      ...reader,
      population: after(reader.population),
      kfuncs: after(reader.kfuncs),
      kfunc: after(reader.kfunc),
    },
  });
}
