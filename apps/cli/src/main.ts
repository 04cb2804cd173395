#!/usr/bin/env node
import { runCli } from './cli.ts';
import { processIo } from './io.ts';

// A reader that goes away (`| head`) has what it wanted.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

// Not process.exit: what was written to a pipe must arrive first.
process.exitCode = await runCli(process.argv.slice(2), processIo);
