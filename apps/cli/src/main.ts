#!/usr/bin/env node
import { runCli } from './cli.ts';
import { processIo } from './io.ts';

// Not process.exit: what was written to a pipe must arrive first.
process.exitCode = await runCli(process.argv.slice(2), processIo);
