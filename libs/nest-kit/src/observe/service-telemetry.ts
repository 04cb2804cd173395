import { startTelemetry } from '@kfunc-census/telemetry';
import { Logger } from '@nestjs/common';
import type { ShutdownStep } from '../shutdown.ts';

/**
 * Starts the telemetry of a service, e.g. `query API`, before it opens anything; returns the step that
 * ends it, the last of all. Throws `config/invalid`.
 */
export async function serviceTelemetry(name: string): Promise<ShutdownStep> {
  const service = `kfunc-census-${name.toLowerCase().replaceAll(' ', '-')}`;
  const log = (message: string): void => new Logger('telemetry').warn(message);
  const { stop } = await startTelemetry({ service, log });
  return { name: 'telemetry', run: stop };
}
