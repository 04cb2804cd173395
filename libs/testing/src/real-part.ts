import { type Config, readConfig } from '@kfunc-census/config';
import { CensusError } from '@kfunc-census/errors';

/** Whether a suite that needs a real part (this kernel, Kafka, ClickHouse) can run here. */
export interface RealPart {
  /** For `describe.skipIf`. */
  readonly skip: boolean;
  /** Why it is skipped; '' when it is not. */
  readonly reason: string;
  /** Name of the suite, with the reason when skipped, so that every reporter shows it. */
  readonly title: string;
}

type Environment = Config<'CI'>;

/**
 * Decides whether a suite with a real part runs: `available` returns true, or a sentence that says
 * what is absent. Where `CI` is set (to anything but `false` or `0`) an absent part is an error,
 * `internal/unexpected`, so that no gate is green because it did not run.
 */
export function realPart(
  name: string,
  available: () => true | string,
  env: Environment = readConfig(['CI']),
): RealPart {
  const answer = available();
  if (answer === true) return { skip: false, reason: '', title: name };
  if (env.CI !== undefined && env.CI !== 'false' && env.CI !== '0')
    throw new CensusError('internal/unexpected', `${name}: needed under CI, but ${answer}`);
  return { skip: true, reason: answer, title: `${name} (skipped: ${answer})` };
}
