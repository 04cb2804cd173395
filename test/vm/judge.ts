import { cases } from './cases.ts';
import { factsOf } from './expectations.ts';
import type { GuestResult } from './result.ts';

/** What became of a case on a kernel. `not-asked`: it is not a case for that kernel. */
export interface Outcome {
  readonly name: string;
  readonly outcome: 'pass' | 'fail' | 'skip' | 'not-asked';
  /** What is wrong, or why there is no answer; none when it passes. */
  readonly reasons: readonly string[];
}

/** Judges what came out of a machine, case by case. */
export function judge(result: GuestResult): Outcome[] {
  const kernel = factsOf(result.release);
  return cases.map(({ name, applies, unanswered, check }): Outcome => {
    const asked = applies(kernel);
    if (asked !== true) return { name, outcome: 'not-asked', reasons: [asked] };
    const open = unanswered?.(result);
    if (open !== undefined) return { name, outcome: 'skip', reasons: [open] };
    const reasons = check(result, kernel);
    return { name, outcome: reasons.length === 0 ? 'pass' : 'fail', reasons };
  });
}
