import { setTimeout as pause } from 'node:timers/promises';
import type { Part, ProxiedPipeline } from './pipeline.ts';
import { arm, type Step } from './steps.ts';

export interface KillPlan {
  readonly part: Part;
  readonly steps: readonly Step[];
  /** Kills in all: at each step once, then at random and at each step again, in turn. */
  readonly kills: number;
  /** Numbers from 0 to 1, so that a run can be repeated. */
  readonly random: () => number;
  readonly say: (text: string) => void;
}

const reachedWithinMs = 60_000;
const latestRandomMs = 2500;
const sayEvery = 10;

/** Kills at the step; rejects when it is never reached, since then nothing was tried. */
async function killAt(step: Step, part: Part, { proxy, store }: ProxiedPipeline): Promise<void> {
  const { app } = part;
  const disarm = arm(step, () => app.signal('SIGKILL'), proxy, store);
  const late = pause(reachedWithinMs, 'late', { ref: false });
  const outcome = await Promise.race([app.exited, late]);
  disarm();
  if (outcome === 'late') throw new Error(`"${step.name}" was not reached`);
  if (outcome !== null) throw new Error(`it ended by itself (${outcome}):\n${app.output()}`);
}

async function killSoon({ app }: Part, ms: number): Promise<void> {
  await pause(ms);
  if (!app.running) throw new Error(`it ended by itself:\n${app.output()}`);
  app.signal('SIGKILL');
  await app.exited;
}

function stepOf(steps: readonly Step[], kill: number): Step | undefined {
  if (kill < steps.length) return steps[kill];
  const later = kill - steps.length;
  return later % 2 === 0 ? undefined : steps[((later - 1) / 2) % steps.length];
}

/** Kills and restarts a part, at every step in turn and at random. Returns how often each was done. */
export async function killOften(
  pipeline: ProxiedPipeline,
  { part, steps, kills, random, say }: KillPlan,
): Promise<Readonly<Record<string, number>>> {
  const done: Record<string, number> = {};
  for (let kill = 0; kill < kills; kill += 1) {
    const step = stepOf(steps, kill);
    if (step === undefined) await killSoon(part, random() * latestRandomMs);
    else await killAt(step, part, pipeline);
    const name = step?.name ?? 'at random';
    done[name] = (done[name] ?? 0) + 1;
    if (part === pipeline.ingester) await pipeline.expelKilled();
    await part.start();
    if ((kill + 1) % sayEvery === 0) say(`${kill + 1} of ${kills} kills`);
  }
  return done;
}
