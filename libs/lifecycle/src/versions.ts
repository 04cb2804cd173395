/**
 * The kernel lines that were released since kfuncs exist (5.13, commit e78aea8b2170), in order. Linus
 * raises the major number when he likes: 5.19 is followed by 6.0, 6.19 by 7.0.
 */
export const releasedVersions: readonly string[] = [
  ...line(5, 13, 19),
  ...line(6, 0, 19),
  ...line(7, 0, 3),
];

/** The last line before kfuncs: no kfunc can be older. The lower bound of facts that know none. */
export const beforeKfuncs = '5.12';

const known: ReadonlySet<string> = new Set([beforeKfuncs, ...releasedVersions]);

/** Whether this is a line that was released, or the one before the first kfunc. */
export function isReleased(version: string): boolean {
  return known.has(version);
}

/**
 * The line of a kernel release, as `uname -r` or a catalogue gives it: `6.12.117+deb13-amd64` is of
 * `6.12`, `7.0-rc3` of `7.0`. Undefined when the text does not begin with two numbers.
 */
export function kernelLine(release: string): string | undefined {
  const found = /^(\d{1,4})\.(\d{1,4})(?!\d)/.exec(release);
  return found === null ? undefined : `${Number(found[1])}.${Number(found[2])}`;
}

/**
 * Below, at or above 0 as kernel line `a` is older than, equal to or newer than `b`, by number: also
 * of lines that are not released yet. Both must be of the form `major.minor`, as `kernelLine` gives.
 */
export function compareVersions(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}

function line(major: number, first: number, last: number): string[] {
  return Array.from({ length: last - first + 1 }, (_, at) => `${major}.${first + at}`);
}
