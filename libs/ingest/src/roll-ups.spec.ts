import { CensusError } from '@kfunc-census/errors';
import { describe, expect, it } from 'vitest';
import {
  createRollUpBuilder,
  keepRollUps,
  type RollUpStore,
  type RollUpWindow,
  rollUpWindows,
  type WantedRollUp,
} from './roll-ups.ts';

const running = new AbortController().signal;

/** A store of roll-ups of windows of one day; what is wanted of a day is what the test says. */
function memoryRollUps(wanted: Readonly<Record<string, readonly WantedRollUp[]>>) {
  const built: string[] = [];
  const looks: string[] = [];
  const state = { wanted, changes: 'first', through: '2026-03-02' as string | undefined };
  let condensed = 0;
  const rollUps: RollUpStore = {
    lengths: [1],
    completeThrough: async () => state.through,
    changes: async (from) => [{ day: from, changes: state.changes }],
    wanted: async ({ to }) => {
      looks.push(to);
      return state.wanted[to] ?? [];
    },
    build: async ({ to }, organisations) => {
      built.push(
        ...organisations.map(({ organisation, build }) => `${to} ${organisation} ${build}`),
      );
    },
    condense: async () => {
      condensed += 1;
    },
    invalidate: async () => undefined,
  };
  return { rollUps, built, looks, state, condensed: () => condensed };
}

const wants = (organisation: string, build: string): WantedRollUp => ({
  organisation,
  build,
  state: build,
  lacking: [],
});
const clock = { now: () => 0 };

describe('rollUpWindows', () => {
  it('ends a window of each length on each of the days, newest first', () => {
    const windows = rollUpWindows('2026-03-02', [1, 28], 2);
    expect(windows).toEqual([
      { from: '2026-03-02', to: '2026-03-02', days: 1 },
      { from: '2026-02-03', to: '2026-03-02', days: 28 },
      { from: '2026-03-01', to: '2026-03-01', days: 1 },
      { from: '2026-02-02', to: '2026-03-01', days: 28 },
    ] satisfies RollUpWindow[]);
  });
});

describe('createRollUpBuilder', () => {
  it('builds what it saw unchanged in the look before, and nothing that changed since', async () => {
    const { rollUps, built, state } = memoryRollUps({
      '2026-03-02': [wants('a', '1'), wants('b', '1')],
    });
    const builder = createRollUpBuilder({ rollUps, clock, endDays: 1 });
    await builder.look(running);
    expect(built).toEqual([]);
    state.wanted = { '2026-03-02': [wants('a', '1'), wants('b', '2')] };
    await builder.look(running);
    expect(built).toEqual(['2026-03-02 a 1']);
    state.wanted = { '2026-03-02': [wants('b', '2')] };
    await builder.look(running);
    expect(built).toEqual(['2026-03-02 a 1', '2026-03-02 b 2']);
  });

  it('builds nothing before a day is complete', async () => {
    const { rollUps, looks, state } = memoryRollUps({ '2026-03-02': [wants('a', '1')] });
    state.through = undefined;
    await createRollUpBuilder({ rollUps, clock }).look(running);
    expect(looks).toEqual([]);
  });

  it('asks nothing of windows of which nothing is stored', async () => {
    const { rollUps, looks } = memoryRollUps({ '2026-03-02': [wants('a', '1')] });
    const empty: RollUpStore = { ...rollUps, changes: async () => [] };
    await createRollUpBuilder({ rollUps: empty, clock }).look(running);
    expect(looks).toEqual([]);
  });

  it('leaves a window alone of which nothing was wanted, until it changes or an hour is over', async () => {
    let now = 0;
    const { rollUps, looks, state } = memoryRollUps({});
    const builder = createRollUpBuilder({ rollUps, clock: { now: () => now }, endDays: 1 });
    await builder.look(running);
    await builder.look(running);
    expect(looks).toHaveLength(1);
    state.changes = 'second';
    await builder.look(running);
    expect(looks).toHaveLength(2);
    now = 3_600_000;
    await builder.look(running);
    expect(looks).toHaveLength(3);
  });

  it('builds the others although one window, and the condensing, fail each time', async () => {
    const { rollUps, built } = memoryRollUps({
      '2026-03-01': [wants('a', '1')],
      '2026-03-02': [wants('a', '1')],
    });
    const gone = new CensusError('store/unavailable', 'gone');
    const one: RollUpStore = {
      ...rollUps,
      condense: () => Promise.reject(gone),
      build: (window, organisations) =>
        window.to === '2026-03-02' ? Promise.reject(gone) : rollUps.build(window, organisations),
    };
    const builder = createRollUpBuilder({ rollUps: one, clock, endDays: 2 });
    for (let look = 0; look < 2; look += 1) await expect(builder.look(running)).rejects.toBe(gone);
    expect(built).toEqual(['2026-03-01 a 1']);
  });

  it('condenses once for each newest complete day', async () => {
    const { rollUps, state, condensed } = memoryRollUps({});
    const builder = createRollUpBuilder({ rollUps, clock, endDays: 1 });
    await builder.look(running);
    await builder.look(running);
    expect(condensed()).toBe(1);
    state.through = '2026-03-03';
    await builder.look(running);
    expect(condensed()).toBe(2);
  });

  it('asks for fifty organisations at most in one build', async () => {
    const many = Array.from({ length: 120 }, (_, index) => wants(`org-${index}`, '1'));
    const { rollUps, built } = memoryRollUps({ '2026-03-02': many });
    const sizes: number[] = [];
    const counting: RollUpStore = {
      ...rollUps,
      build: async (window, organisations) => {
        sizes.push(organisations.length);
        await rollUps.build(window, organisations);
      },
    };
    const builder = createRollUpBuilder({ rollUps: counting, clock, endDays: 1 });
    await builder.look(running);
    await builder.look(running);
    expect(sizes).toEqual([50, 50, 20]);
    expect(new Set(built).size).toBe(120);
  });
});

describe('keepRollUps', () => {
  it('goes on after a failure of any kind, after twice the pause, and says so', async () => {
    const stop = new AbortController();
    const { rollUps } = memoryRollUps({});
    const failures: unknown[] = [
      new CensusError('store/rejected', 'The store refused.'),
      new CensusError('store/unavailable', 'The store is away.'),
      new TypeError('a defect'),
    ];
    const failing: RollUpStore = {
      ...rollUps,
      completeThrough: async () => {
        const failure = failures.shift();
        if (failure !== undefined) throw failure;
        return undefined;
      },
    };
    const pauses: number[] = [];
    const told: number[] = [];
    await keepRollUps(
      {
        rollUps: failing,
        clock,
        onFailure: (_, pauseMs) => told.push(pauseMs),
        wait: async (ms) => {
          if (pauses.push(ms) === 4) stop.abort();
        },
      },
      stop.signal,
    );
    expect(told).toEqual([240_000, 480_000, 600_000]);
    expect(pauses).toEqual([240_000, 480_000, 600_000, 120_000]);
  });
});
