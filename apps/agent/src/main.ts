#!/usr/bin/env node
import { setFlagsFromString } from 'node:v8';
import { runAgent } from './agent.ts';
import { processIo } from './io.ts';

// The agent runs for a third of a second: optimising compilers, and a young generation that grows,
// would cost 10 MiB of peak memory and save no time worth it (test/bench/agent-scan.bench.ts).
for (const flag of ['--no-opt', '--no-maglev', '--semi-space-growth-factor=1'])
  setFlagsFromString(flag);

// Not process.exit: what was written to a pipe must arrive first.
process.exitCode = await runAgent(process.argv.slice(2), processIo);
