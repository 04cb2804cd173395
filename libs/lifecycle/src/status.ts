import type { Deprecation, KfuncEntry, Life, Version } from './types.ts';
import { compareVersions, releasedVersions } from './versions.ts';

/** How a name stands in a kernel line. */
export interface KfuncStatus {
  /**
   * `not-yet`: no such name yet. `present`. `deprecated`: there, and marked as on its way out.
   * `name-reused`: there, after a time without, with another signature than before. `renamed`: gone,
   * a successor does the same. `removed`: gone. `uncertain`: it came or went between two lines of
   * which only the outer ones are known.
   */
  readonly status:
    | 'not-yet'
    | 'present'
    | 'deprecated'
    | 'name-reused'
    | 'renamed'
    | 'removed'
    | 'uncertain';
  /** The line since which it is so; absent with `not-yet` and `uncertain`. */
  readonly since?: Version;
  /** Names to call instead; empty where none is known. */
  readonly to: readonly string[];
  /** The line is newer than the data: this is how it stood in the newest line that is known. */
  readonly extrapolated: boolean;
}

const newest = releasedVersions.at(-1) ?? '';

/** See `Lifecycle.statusAt`. */
export function statusAt(
  entry: KfuncEntry | undefined,
  line: Version | undefined,
): KfuncStatus | undefined {
  if (entry === undefined || line === undefined) return undefined;
  const extrapolated = compareVersions(line, newest) > 0;
  const at = lifeAt(entry, line);
  if (at === undefined) return { ...beforeFirst(entry, line), to: [], extrapolated };
  const to = at.successors
    .filter(({ version }) => compareVersions(version, line) <= 0)
    .map((successor) => successor.to);
  return { ...inOrAfter(entry, at, line), to, extrapolated };
}

/** The last life that began at or before a line; undefined before the first. */
export function lifeAt({ lives }: KfuncEntry, line: Version): Life | undefined {
  return lives.findLast(({ introduced }) => compareVersions(introduced.version, line) <= 0);
}

type Standing = Pick<KfuncStatus, 'status' | 'since'>;

function beforeFirst({ lives }: KfuncEntry, line: Version): Standing {
  return { status: isBetween(lives[0]?.introduced, line) ? 'uncertain' : 'not-yet' };
}

function inOrAfter(entry: KfuncEntry, life: Life, line: Version): Standing {
  const next = entry.lives[entry.lives.indexOf(life) + 1];
  if (isBetween(life.ended, line) || isBetween(next?.introduced, line))
    return { status: 'uncertain' };
  const { ended } = life;
  if (ended !== undefined && compareVersions(ended.version, line) <= 0)
    return { status: ended.kind, since: ended.version };
  const deprecated = life.deprecations.find((each) => isInForce(each, line));
  if (deprecated !== undefined) return { status: 'deprecated', since: deprecated.version };
  const { version, signature } = life.introduced;
  return { status: signature === 'changed' ? 'name-reused' : 'present', since: version };
}

function isInForce({ kind, version }: Deprecation, line: Version): boolean {
  return kind !== 'proposed' && compareVersions(version, line) <= 0;
}

/** Whether a line lies in the gap of a change of which only the outer lines are known. */
function isBetween(
  change: { readonly version: Version; readonly after?: Version } | undefined,
  line: Version,
): boolean {
  if (change?.after === undefined) return false;
  return compareVersions(change.after, line) < 0 && compareVersions(line, change.version) < 0;
}
