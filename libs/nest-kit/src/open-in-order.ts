import { Logger } from '@nestjs/common';
import type { ShutdownStep } from './shutdown.ts';

/** Notes how to close what was just opened; the name is for the log. */
export type OnClose = (name: string, run: () => Promise<void>) => void;

/** What runs, and how it ends. */
export interface Shutdown {
  /** Closes what was opened, the newest first. */
  readonly shutdown: readonly ShutdownStep[];
}

async function closeAll(steps: readonly ShutdownStep[]): Promise<void> {
  for (const { name, run } of steps)
    try {
      await run();
    } catch (error) {
      new Logger('start').error(error, name);
    }
}

/**
 * Opens parts one after another. When `open` fails, what it had opened is closed, the newest first,
 * before its error is thrown. What it returns gets `shutdown`.
 */
export async function openInOrder<T extends object>(
  open: (onClose: OnClose) => Promise<T>,
): Promise<T & Shutdown> {
  const shutdown: ShutdownStep[] = [];
  try {
    const opened = await open((name, run) => void shutdown.unshift({ name, run }));
    return Object.assign(opened, { shutdown });
  } catch (error) {
    await closeAll(shutdown);
    throw error;
  }
}
