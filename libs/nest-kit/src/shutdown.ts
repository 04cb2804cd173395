import { CensusError } from '@kfunc-census/errors';
import { Logger } from '@nestjs/common';

/** One step of an ordered shutdown. */
export interface ShutdownStep {
  /** Named in the log. */
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** How a process waits and stops. */
export interface ShutdownOptions {
  /** Milliseconds that one step may take. Default 10 s. */
  readonly stepTimeoutMs?: number;
  /** Work whose end ends the process too; when it rejects, the exit code is 1. */
  readonly until?: Promise<unknown>;
}

const signals = ['SIGTERM', 'SIGINT'] as const;

async function bounded(step: ShutdownStep, timeoutMs: number): Promise<void> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const message = `Shutdown step "${step.name}" took longer than ${timeoutMs} ms.`;
    late.reject(new CensusError('internal/unexpected', message));
  }, timeoutMs);
  try {
    await Promise.race([step.run(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Milliseconds after the first signal in which further ones are the same wish: Ctrl-C reaches a
 * process twice when it was started by npm, from the terminal and from npm.
 */
const sameWishMs = 1_000;

/** Calls `onFirst` at the first signal; one that comes later than an echo of it ends the process. */
function onStopSignal(logger: Logger, onFirst: () => void): void {
  let first: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (first === undefined) {
      first = performance.now();
      logger.log(`${signal}: stopping`);
      onFirst();
    } else if (performance.now() - first > sameWishMs) {
      logger.warn(`${signal} again: ending at once`);
      process.exit(1);
    }
  };
  for (const signal of signals) process.on(signal, onSignal);
}

/** Resolves with the exit code that the reason to stop asks for. */
async function reasonToStop(logger: Logger, until?: Promise<unknown>): Promise<number> {
  const stop = Promise.withResolvers<number>();
  onStopSignal(logger, () => stop.resolve(0));
  until?.then(
    () => stop.resolve(0),
    (error: unknown) => {
      logger.error(error);
      stop.resolve(1);
    },
  );
  return stop.promise;
}

/**
 * Waits for SIGTERM or SIGINT (or the end of `until`), then runs the steps one after another. A
 * step that fails or takes too long is logged, and the next one runs all the same. Returns the exit
 * code: 1 if anything failed. A second signal, a second or more after the first, ends the process at
 * once.
 */
export async function runUntilSignal(
  steps: readonly ShutdownStep[],
  options: ShutdownOptions = {},
): Promise<number> {
  const logger = new Logger('shutdown');
  let code = await reasonToStop(logger, options.until);
  for (const step of steps)
    try {
      await bounded(step, options.stepTimeoutMs ?? 10_000);
    } catch (error) {
      logger.error(error);
      code = 1;
    }
  return code;
}
