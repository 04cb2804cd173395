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
import { type Outcome, type Scenario, seeded } from './scenario.ts';
import { wakeZombie } from './zombie.ts';

const scenarios: readonly Scenario[] = [
  killIngester,
  killGateway,
  killAllInOne,
  loseBrokers,
  loseAnswers,
  wakeZombie,
  sendLargest,
];
const shortKills = 10;
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
const kills = Number(values.kills ?? (values.long ? longKills : shortKills));
const seed = Number(values.seed);
const unknown = positionals.filter((name) => !scenarios.some((one) => one.name === name));
if (
  !(Number.isSafeInteger(kills) && kills > 0 && Number.isSafeInteger(seed)) ||
  unknown.length > 0
) {
  console.error(
    `usage: [--long] [--kills N] [--seed N] [${scenarios.map(({ name }) => name).join(' | ')}]`,
  );
  process.exit(2);
}
const chosen = scenarios.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);

async function run({ name, run: breakIt }: Scenario): Promise<Outcome> {
  const say = (text: string): void => console.log(`  ${name}: ${text}`);
  try {
    return await breakIt({ kills, random: seeded(seed), say });
  } catch (error) {
    return {
      figures: {},
      faults: [inspect(error)],
    };
  }
}

const part = realPart('faults on a real Kafka', kafkaAvailable);
const engine = clickHouseEngine();
if (part.skip || engine.skip) {
  console.log(`skipped: ${part.reason}${engine.reason}`);
  process.exit(0);
}
console.log(`seed ${seed}, ${kills} kills a scenario`);
let failed = 0;
for (const scenario of chosen) {
  console.log(`\n${scenario.name}: ${scenario.what}`);
  const started = performance.now();
  const { figures, faults } = await run(scenario);
  for (const [name, figure] of Object.entries(figures)) console.log(`  ${name}: ${figure}`);
  for (const fault of faults) console.log(`  WRONG ${fault.slice(0, shownCharacters)}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`  ${faults.length === 0 ? 'holds' : 'FAILED'} (${seconds} s)`);
  failed += faults.length === 0 ? 0 : 1;
}
console.log(`\n${chosen.length - failed} hold, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
