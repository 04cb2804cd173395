import { CensusError, toProblem } from '@kfunc-census/errors';
import { serviceTelemetry } from './observe/service-telemetry.ts';
import { runUntilSignal, type ShutdownStep } from './shutdown.ts';

/** A service that runs. */
export interface Service {
  readonly url: string;
  /** As `openInOrder` gives them. */
  readonly shutdown: readonly ShutdownStep[];
  /** Work whose end ends the service. Default: it runs until a signal. */
  readonly ended?: Promise<unknown>;
}

/** An error for whoever started a program: code, what happened, what to do; a defect with its stack. */
function explain(error: unknown): string {
  if (!(error instanceof CensusError))
    return error instanceof Error ? (error.stack ?? error.message) : String(error);
  const { code, detail, fix } = toProblem(error);
  return `${code}: ${detail}\n  fix: ${fix}`;
}

/**
 * The main program of a service: starts telemetry and the service, prints where it listens to stdout, waits for SIGTERM or
 * SIGINT, stops it and ends the process. What keeps it from starting goes to stderr; the exit code is
 * 1 then.
 */
export async function runService(name: string, start: () => Promise<Service>): Promise<void> {
  try {
    const telemetry = await serviceTelemetry(name);
    const { url, shutdown, ended } = await start();
    process.stdout.write(`${name}: ${url}\n`);
    const steps = [...shutdown, telemetry];
    process.exit(await runUntilSignal(steps, ended === undefined ? {} : { until: ended }));
  } catch (error) {
    process.stderr.write(`${name}: ${explain(error)}\n`);
    process.exit(1);
  }
}
