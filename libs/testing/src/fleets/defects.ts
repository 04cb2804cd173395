import type { KfuncFigures, UsageReader } from '@kfunc-census/query';
import type { HostLine, ProgramMember } from '@kfunc-census/report';
import type { World } from '../builders.ts';

/** Changes the figures of every kfunc that a reader gives. */
function figures(change: (figures: KfuncFigures) => Partial<KfuncFigures>) {
  const all = (list: readonly KfuncFigures[]) => list.map((one) => ({ ...one, ...change(one) }));
  return (reader: UsageReader): UsageReader => ({
    ...reader,
    kfuncs: async (...asked) => all(await reader.kfuncs(...asked)),
    kfunc: async (...asked) => all(await reader.kfunc(...asked)),
  });
}

/**
 * Readers that are wrong in one thing, by what they do: what a check of readers must notice. Each is
 * a mistake that a query could well have.
 */
export const readerDefects: Readonly<Record<string, (reader: UsageReader) => UsageReader>> = {
  'counts users that were not exposed': figures(({ usersByRung, seenByRung, exposed }) => ({
    users: Math.min(exposed, seenByRung.called),
    usersByRung: { ...usersByRung, called: seenByRung.called },
  })),
  'has one exposed host too many': figures(({ exposed }) => ({ exposed: exposed + 1 })),
  'takes what it could not observe for no use': figures(({ exposed, notObservable }) => ({
    exposed: exposed + notObservable,
    notObservable: 0,
  })),
  'leaves out what nobody uses': (reader) => ({
    ...reader,
    kfunc: async (...asked) =>
      (await reader.kfunc(...asked)).filter(({ lastUsed }) => lastUsed !== undefined),
  }),
  'forgets the stratum': (reader) => ({
    ...reader,
    population: (scope, window) => reader.population(scope, window, {}),
  }),
  'lets the window end a day late': (reader) => ({
    ...reader,
    kfunc: (scope, window, stratum, name) => {
      const to = new Date(Date.parse(window.to) + 86_400_000).toISOString().slice(0, 10);
      return reader.kfunc(scope, { ...window, to }, stratum, name);
    },
  }),
  'calls the silent late': (reader) => ({
    ...reader,
    population: async (...asked) => {
      const population = await reader.population(...asked);
      return { ...population, silent: population.late, late: population.silent };
    },
  }),
};

const hosts =
  (change: (line: HostLine) => Partial<HostLine>) =>
  (world: World): World => ({
    ...world,
    hosts: world.hosts.map((line) => ({ ...line, ...change(line) })),
  });
const programs =
  (change: (program: ProgramMember) => Partial<ProgramMember>) => (world: World) => ({
    ...world,
    sets: world.sets.map((set) => ({
      ...set,
      programs: set.programs.map((program) => ({ ...program, ...change(program) })),
    })),
  });

/** Lines that do not say what is true of their fleet: store and oracle agree on them, and are wrong. */
export const lineDefects: Readonly<Record<string, (world: World) => World>> = {
  'hide that a program is a probe': programs(() => ({ probe: 0 })),
  'call inlined calls called': programs(({ kfuncs }) => ({
    kfuncs: kfuncs.map((kfunc) => ({ ...kfunc, status: 'called' })),
  })),
  'call blind hosts complete': hosts(() => ({ complete: 1 })),
  'call late reports timely': hosts(() => ({ late: 0 })),
  'leave out what cannot be observed': hosts(() => ({ not_observable: [] })),
  'have two machines where a host is': hosts(({ host, boot }) => ({
    host: `${host.slice(0, 16)}${boot.slice(16)}`,
  })),
  'have a catalogue too few': (world) => ({ ...world, catalogues: world.catalogues.slice(1) }),
};
