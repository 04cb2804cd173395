#!/usr/bin/env node
import { runAgent } from './agent.ts';
import { processIo } from './io.ts';

// Not process.exit: what was written to a pipe must arrive first.
process.exitCode = await runAgent(process.argv.slice(2), processIo);
