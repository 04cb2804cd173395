/**
 * `npm run test:faults [-- --long] [--kills N] [--seed N] [NAME…]`: breaks the path from the gateway to
 * the store in every way there is a scenario for, and judges what is left.
 */
import { inspect, parseArgs } from 'node:util';
import { clickHouseEngine, kafkaAvailable, realPart } from '@kfunc-census/testing';
import { killAllInOne } from './all-in-one.ts';
import { loseBrokers } from './brokers.ts';
import { killGateway, killIngester } from './kills.ts';
import { sendLargest } from './largest.ts';
import { loseAnswers } from './lost-answers.ts';
import { overload } from './overload.ts';
import { openProxiedPipeline, type ProxiedPipeline } from './pipeline.ts';
import { divertPoison } from './poison.ts';
import { type Outcome, type Scenario, seeded } from './scenario.ts';
import { stopForSchema } from './schema-fault.ts';
import { loseStore } from './store-away.ts';
import { wakeZombie } from './zombie.ts';

const scenarios: readonly Scenario[] = [
  sendLargest,
  overload,
  killIngester,
  killGateway,
  loseAnswers,
  loseStore,
  divertPoison,
  stopForSchema,
  wakeZombie,
  killAllInOne,
  loseBrokers,
];
const longKills = 200;
const shownCharacters = 1500;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    long: { type: 'boolean', default: false },
    kills: { type: 'string' },
    seed: { type: 'string', default: `${Date.now() % 1_000_000}` },
  },
});
const { long } = values;
const seed = Number(values.seed);
const asked = values.kills === undefined ? undefined : Number(values.kills);
const names = scenarios.map(({ name }) => name);
const usable =
  Number.isSafeInteger(seed) &&
  (asked === undefined || (Number.isSafeInteger(asked) && asked > 0)) &&
  positionals.every((name) => names.includes(name));
if (!usable) {
  console.error(`usage: [--long] [--kills N] [--seed N] [${names.join(' | ')}]`);
  process.exit(2);
}

let shared: ProxiedPipeline | undefined;
/** After a failure, and where it is not used any more. */
async function closeShared(): Promise<void> {
  await shared?.close();
  shared = undefined;
}
async function pipeline(): Promise<ProxiedPipeline> {
  shared ??= await openProxiedPipeline();
  return shared;
}

async function run({ name, shortKills = 0, run: breakIt }: Scenario): Promise<Outcome> {
  const kills = asked ?? (long ? longKills : shortKills);
  const say = (text: string): void => console.log(`  ${name}: ${text}`);
  try {
    return await breakIt({ kills, long, pipeline, random: seeded(seed), say });
  } catch (error) {
    return { figures: {}, faults: [inspect(error)] };
  }
}

async function report(scenario: Scenario): Promise<boolean> {
  console.log(`\n${scenario.name}: ${scenario.what}`);
  const started = performance.now();
  const { figures, faults } = await run(scenario);
  for (const [name, figure] of Object.entries(figures)) console.log(`  ${name}: ${figure}`);
  for (const fault of faults) console.log(`  WRONG ${fault.slice(0, shownCharacters)}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const holds = faults.length === 0;
  console.log(`  ${holds ? 'holds' : 'FAILED'} (${seconds} s)`);
  if (!holds && shared !== undefined) console.log(shared.ingester.app.output().slice(-2000));
  if (!holds) await closeShared();
  return holds;
}

/** Why a scenario cannot run here, '' when it can; throws where that is a failure, see realPart. */
function skipOf({ name, available = kafkaAvailable }: Scenario): string {
  const parts = [realPart(`faults: ${name}`, available), clickHouseEngine()];
  return parts.flatMap(({ skip, reason }) => (skip ? [reason] : [])).join('; ');
}

type Verdict = 'passed' | 'failed' | 'skipped';

async function judge(scenario: Scenario): Promise<Verdict> {
  try {
    const reason = skipOf(scenario);
    if (reason !== '') {
      console.log(`\n${scenario.name}: skipped: ${reason}`);
      return 'skipped';
    }
  } catch (error) {
    console.log(`\n${scenario.name}: FAILED: ${error instanceof Error ? error.message : error}`);
    return 'failed';
  }
  // These have their own, and the engine opens one store at a time.
  if (scenario === killAllInOne || scenario === loseBrokers) await closeShared();
  return (await report(scenario)) ? 'passed' : 'failed';
}

const chosen = scenarios.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
console.log(`seed ${seed}`);
const started = performance.now();
const verdicts = new Map<string, Verdict>();
for (const scenario of chosen) verdicts.set(scenario.name, await judge(scenario));
await closeShared();
const seconds = ((performance.now() - started) / 1000).toFixed(0);
const of = (verdict: Verdict): string[] =>
  [...verdicts].flatMap(([name, one]) => (one === verdict ? [name] : []));
const failed = of('failed');
if (failed.length > 0) console.log(`failed: ${failed.join(', ')}`);
console.log(`\n${seconds} s`);
console.log(
  `${of('passed').length} passed, ${failed.length} failed, ${of('skipped').length} skipped`,
);
process.exit(failed.length === 0 ? 0 : 1);
