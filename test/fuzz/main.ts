/**
 * `npm run test:fuzz [-- --long] [--decoder NAME] [--input NUMBER]`: mutated inputs for every decoder,
 * 10^5 each, 10^6 with `--long`; or one input again. Prints a line per decoder; fails on any fault.
 */
import { parseArgs } from 'node:util';
import { decoders } from './decoders.ts';
import { fuzz, inputsOf } from './run.ts';

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    decoder: { type: 'string' },
    input: { type: 'string' },
  },
});
const wanted = values.long ? 1_000_000 : 100_000;
const names = values.decoder === undefined ? Object.keys(decoders) : [values.decoder];

for (const name of names) {
  const [from, to] =
    values.input === undefined
      ? [0, inputsOf(name, wanted)]
      : [Number(values.input), Number(values.input) + 1];
  const { inputs, refused, mostWork, slowestMs, seconds, fault } = await fuzz(name, from, to);
  console.log(
    `${name.padEnd(14)} ${inputs} inputs, ${refused} refused, at most ${mostWork} steps and ${slowestMs.toFixed(0)} ms, ${seconds.toFixed(1)} s`,
  );
  if (fault === undefined) continue;
  console.error(fault);
  process.exitCode = 1;
}
