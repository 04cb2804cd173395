#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { runAgent } from './agent.ts';
import { processIo } from './io.ts';

// The agent runs for less than a second: the optimising compiler, and a larger young generation,
// would cost 8 MB and save no time (test/bench/agent-scan.bench.ts).
for (const flag of ['--no-opt', '--semi-space-growth-factor=1']) setFlagsFromString(flag);

// Not process.exit: what was written to a pipe must arrive first.
process.exitCode = await runAgent(process.argv.slice(2), processIo);
