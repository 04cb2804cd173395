import { isDeepStrictEqual } from 'node:util';
import { evidence, type GuestResult } from './result.ts';

/** A kernel, as far as it decides what can be asked of it. */
export interface KernelFacts {
  /** First two parts of the release: `[6, 12]`. */
  readonly line: readonly [major: number, minor: number];
  /** Whether it has sched_ext: Debian's builds from 6.16 on. */
  readonly schedExt: boolean;
  /**
   * Debian's 7.2 for trixie: 22 kfuncs of sched_ext have no tag, and show in BTF the argument that the
   * verifier fills in. No declaration of them links, and the verifier refuses them.
   */
  readonly schedExtUntagged: boolean;
}

/** True where something can be asked of a kernel, else why not. */
export type Applies = (kernel: KernelFacts) => true | string;

/** What is wrong with a result, in sentences; none: all is as expected. */
export type Check = (result: GuestResult, kernel: KernelFacts) => readonly string[];

/** Applies from a kernel on; before, `what` was not there. */
export const from =
  (line: KernelFacts['line'], what: string): Applies =>
  (kernel) =>
    reaches(kernel, line) || `${what} from ${line.join('.')} on`;

/** Whether a kernel is of that line or a later one. */
export const reaches = (
  { line: [major, minor] }: Pick<KernelFacts, 'line'>,
  [wantedMajor, wantedMinor]: KernelFacts['line'],
): boolean => major > wantedMajor || (major === wantedMajor && minor >= wantedMinor);

/** Facts of a kernel, by its release (`uname -r`). */
export function factsOf(release: string): KernelFacts {
  const [major = 0, minor = 0] = release.split('.').map((part) => Number.parseInt(part, 10));
  const line = [major, minor] as const;
  const schedExtUntagged = /^7\.2\..*\+deb13/.test(release);
  return { line, schedExt: reaches({ line }, [6, 16]), schedExtUntagged };
}

/** A program's evidence is these lines (`MODULE:KFUNC STATUS SITES`), no less and no more. */
export const exactly =
  (name: string, ...expected: readonly string[]): Check =>
  (result) => {
    const wanted = expected.toSorted();
    const found = evidence(result, name);
    if (isDeepStrictEqual(found, wanted)) return [];
    return [`${name}: expected ${wanted.join(', ')}; reported ${found.join(', ') || 'nothing'}`];
  };

/** All of several checks. */
export const all =
  (...checks: readonly Check[]): Check =>
  (result, kernel) =>
    checks.flatMap((check) => check(result, kernel));

/** One sentence when a condition does not hold. */
export const unless = (holds: boolean, problem: string): readonly string[] =>
  holds ? [] : [problem];
