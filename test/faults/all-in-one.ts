import { existsSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { ReportOracle } from '@kfunc-census/testing';
import { type App, spawnApp, startApp } from './app.ts';
import {
  choosePlace,
  judgeLetters,
  judgePlace,
  organisation,
  type Place,
  poisonQueue,
  token,
  untilCounted,
} from './embedded-place.ts';
import {
  buildKiller,
  type FileStep,
  fileSteps,
  killerAvailable,
  killingEnv,
  queueFileSteps,
  schemaSteps,
} from './file-steps.ts';
import { type Load, startLoad } from './load.ts';
import { sendCatalogue } from './pipeline.ts';
import type { Outcome, Scenario, ScenarioOptions } from './scenario.ts';

const latestMs = 3000;
const reachedWithinMs = 60_000;
const sayEvery = 10;
/** Of all kills, those on the way to the first complete start, besides two on the queue's file. */
const schemaShare = 0.1;
/** A pair of schema steps gets through one or two of the migrations: more kills find nothing left to make. */
const mostSchemaKills = 10;

/** What a run does and has done. */
interface Run {
  readonly place: Place;
  readonly killer: string;
  readonly options: ScenarioOptions;
  /** How often it was killed, by step. */
  readonly done: Record<string, number>;
  /** Positions of messages that were poisoned. */
  readonly poisoned: string[];
}

function count({ done, options: { kills, say } }: Run, name: string): void {
  done[name] = (done[name] ?? 0) + 1;
  const all = Object.values(done).reduce((sum, one) => sum + one, 0);
  if (all % sayEvery === 0) say(`${all} of ${kills} kills`);
}

/** Starts it, to be killed at the step; rejects when that is never reached: nothing was tried then. */
async function killAt(run: Run, step: FileStep): Promise<void> {
  const { place, killer, poisoned, options } = run;
  if (step.poison === true) poisoned.push(poisonQueue(place));
  const plan = killingEnv(step, { stateDir: place.stateDir, killer, random: options.random });
  const app = spawnApp({ name: 'all-in-one', env: { ...place.env, ...plan } });
  const late = pause(reachedWithinMs, 'late', { ref: false });
  const outcome = await Promise.race([app.exited, late]);
  if (outcome === 'late') {
    app.signal('SIGKILL');
    await app.exited;
    throw new Error(`"${step.name}" was not reached (${plan.KILL_COUNT}):\n${app.output()}`);
  }
  if (outcome !== null)
    throw new Error(`"${step.name}": it ended by itself (${outcome}):\n${app.output()}`);
  count(run, step.name);
}

const start = ({ place }: Run): Promise<App> =>
  startApp({ name: 'all-in-one', env: place.env, url: place.url });

async function kill(app: App): Promise<void> {
  if (!app.running) throw new Error(`it ended by itself:\n${app.output()}`);
  app.signal('SIGKILL');
  await app.exited;
}

async function killAtRandom(run: Run, started?: App): Promise<void> {
  const app = started ?? (await start(run));
  await pause(run.options.random() * latestMs);
  await kill(app);
  count(run, 'at random');
}

/** Kills while the schema and the files are made, each start going on where the one before was cut. */
async function killFirstStarts(run: Run): Promise<number> {
  const asked = Math.round(run.options.kills * schemaShare);
  const schemaKills = Math.min(mostSchemaKills, Math.max(schemaSteps.length, asked));
  const noted = `${run.place.stateDir}/store/data/census/schema_migration`;
  for (let made = 0; made < schemaKills; made += 1) {
    const step = schemaSteps[made % schemaSteps.length];
    const usable = typeof step?.of === 'string' || existsSync(noted);
    const chosen = usable ? step : schemaSteps[0];
    if (chosen !== undefined) await killAt(run, chosen);
  }
  for (const step of queueFileSteps) await killAt(run, step);
  return schemaKills + queueFileSteps.length;
}

function stepOf(made: number): FileStep | undefined {
  if (made < fileSteps.length) return fileSteps[made];
  const later = made - fileSteps.length;
  return later % 2 === 0 ? undefined : fileSteps[((later - 1) / 2) % fileSteps.length];
}

/** Kills it as often as asked; resolves with the load that went on meanwhile. */
async function killOften(run: Run, oracle: ReportOracle): Promise<Load> {
  const { place, options } = run;
  const before = await killFirstStarts(run);
  const first = await start(run);
  const target = { url: place.url, token: token(place, 'send') };
  await sendCatalogue(target);
  const load = startLoad(target, oracle);
  await killAtRandom(run, first);
  for (let made = 0; made < options.kills - before - 1; made += 1) {
    const step = stepOf(made);
    if (step === undefined) await killAtRandom(run);
    else await killAt(run, step);
  }
  return load;
}

async function run(options: ScenarioOptions): Promise<Outcome> {
  const place = await choosePlace();
  const killer = buildKiller(place.stateDir);
  const all: Run = { place, killer, options, done: {}, poisoned: [] };
  let app: App | undefined;
  try {
    const oracle = new ReportOracle({ organisation, salt: 'all-in-one', receivedAt: Date.now() });
    const load = await killOften(all, oracle);
    app = await start(all);
    const { cut } = load.take();
    await load.stop();
    await untilCounted(place, oracle.judge([]).acknowledged);
    app.signal('SIGTERM');
    const code = await app.exited;
    const letters = await judgeLetters(place, all.poisoned);
    const { judgement, faults } = await judgePlace(place, oracle);
    const { acknowledged, stored } = judgement;
    const stopped = code === 0 ? [] : [`it stopped with ${code}:\n${app.output()}`];
    return {
      figures: { ...all.done, 'dead letters': all.poisoned.length, acknowledged, stored, cut },
      faults: [...stopped, ...letters, ...faults],
    };
  } finally {
    app?.signal('SIGKILL');
    await app?.exited;
    rmSync(place.stateDir, { recursive: true });
  }
}

/** Random moments of a short run, besides each step once. */
const atRandom = 2;

export const killAllInOne: Scenario = {
  name: 'all-in-one',
  what: 'all-in-one, with its embedded queue and store, is killed at each change of its files and at random, under load',
  shortKills: schemaSteps.length + queueFileSteps.length + fileSteps.length + atRandom,
  available: killerAvailable,
  run,
};
