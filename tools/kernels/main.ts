/**
 * `npm run test:kernels [-- NAMES…]`: boots distribution kernels in virtual machines, loads BPF programs
 * there, runs the bundled agent, and judges what it said. The last line is `N passed, N failed, N skipped`.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { bundleAgent } from '../../apps/agent/build/bundle.ts';
import { root } from '../lib/run.ts';
import { gatherObjects } from './bpf-objects.ts';
import { cacheDirectory } from './cache.ts';
import { type Architecture, type KernelSpec, kernels } from './kernels.ts';
import { openYard, runKernel, type Workshop, type Yard } from './machines.ts';
import { inOrder } from './pool.ts';
import { type KernelRun, kernelsPage, reasonsOf, resultTable, totalsOf } from './table.ts';

const usage = `Boots kernels in virtual machines and judges the agent there.

  npm run test:kernels [-- NAMES…]   ${kernels.map(({ name }) => name).join(', ')}
    --write        writes docs/kernels.md; without names only
    --record DIR   also lets the agent record each host, into DIR/NAME
    --keep DIR     leaves what came out of the machines in DIR`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    write: { type: 'boolean', default: false },
    record: { type: 'string' },
    keep: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The kernels that are asked for. Ends this process when a name is none. */
function wanted(): readonly KernelSpec[] {
  const unknown = positionals.find((name) => !kernels.some((kernel) => kernel.name === name));
  const partly = values.write && positionals.length > 0;
  if (unknown !== undefined || partly) {
    say(`${partly ? '--write is for all kernels' : `no kernel ${unknown}`}\n\n${usage}`);
    process.exit(2);
  }
  return positionals.length === 0
    ? kernels.filter(({ onRequest = false }) => !onRequest)
    : kernels.filter(({ name }) => positionals.includes(name));
}

async function openWorkshop(): Promise<Workshop> {
  const folder = mkdtempSync(join(values.keep ?? tmpdir(), 'kernels-'));
  const agent = (await bundleAgent(folder)).path;
  const objects = join(folder, 'objects');
  gatherObjects(objects);
  const scripts = ['job.sh', 'freplace.ts'].map((name) => join(root, 'test/vm', name));
  const payload = { agent, objects, scripts, record: values.record !== undefined };
  return { cache: join(cacheDirectory(), 'kernels'), folder, payload };
}

async function run(): Promise<readonly KernelRun[]> {
  const chosen = wanted();
  if (values.keep !== undefined) mkdirSync(values.keep, { recursive: true });
  const workshop = await openWorkshop();
  const yards = new Map<Architecture, Yard | string>();
  for (const { architecture } of chosen)
    if (!yards.has(architecture)) yards.set(architecture, openYard(workshop, architecture));
  // Two: each takes a whole core.
  const runs = await inOrder(chosen, 2, async (kernel): Promise<KernelRun> => {
    const yard = yards.get(kernel.architecture) ?? '';
    if (typeof yard === 'string')
      return { name: kernel.name, release: undefined, outcomes: [], reason: yard };
    return await runKernel(workshop, yard, kernel, say, values.record && resolve(values.record));
  });
  if (values.keep === undefined) rmSync(workshop.folder, { recursive: true });
  else say(`results: ${workshop.folder}`);
  return runs;
}

if (values.help) say(usage);
else {
  const runs = await run();
  if (values.write) writeFileSync(join(root, 'docs/kernels.md'), kernelsPage(runs));
  say(`\n${resultTable(runs)}`);
  for (const { name, outcomes, reason } of runs)
    if (outcomes.length === 0) say(`${name}: ${reason}`);
  for (const outcome of ['skip', 'fail'] as const)
    for (const line of reasonsOf(runs, outcome)) say(`${outcome}: ${line}`);
  const { passed, failed, skipped } = totalsOf(runs, process.env.CI === 'true');
  say(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  process.exitCode = failed === 0 ? 0 : 1;
}
