import {
  compareVersions,
  type KfuncEntry,
  type Life,
  type Lifecycle,
  releasedVersions,
} from '@kfunc-census/lifecycle';
import { fiveFactors } from '@kfunc-census/usage';
import type {
  EvidenceLifecycle,
  LifeAnswer,
  LineChange,
  RecordAnswer,
} from './lifecycle-answer.ts';

const newest = releasedVersions.at(-1) ?? '';

/** What is known of a name over kernel lines. Prose of the data stays there: it is others' words. */
export function lifecycleFacts(name: string, lifecycle: Lifecycle): EvidenceLifecycle {
  const entry = lifecycle.get(name);
  const family = lifecycle.familyOf(name);
  return {
    data_until: newest,
    known: entry !== undefined,
    lines_present: entry === undefined ? null : linesPresent(entry),
    lives: (entry?.lives ?? []).map(lifeAnswer),
    hook: entry?.hook !== undefined,
    kernel_inserted: insertedAnswer(entry),
    successors: lifecycle
      .successorsOf(name)
      .map(({ to, kind, version }) => ({ name: to, kind, version })),
    family: family === undefined ? null : { name: family.name, members: family.members },
    not_measurable: (entry?.notMeasurable ?? []).map(({ since, why, condition }) => ({
      since,
      why,
      condition: condition ?? null,
    })),
    record: recordOf(name, lifecycle),
  };
}

function insertedAnswer(entry: KfuncEntry | undefined): EvidenceLifecycle['kernel_inserted'] {
  const inserted = entry?.kernelInserted;
  if (inserted === undefined) return null;
  return { since: inserted.since, program_types: inserted.programTypes };
}

function change({ version, after, commit }: Partial<LineChange> & { version: string }): LineChange {
  return { version, after: after ?? null, commit: commit ?? null };
}

function lifeAnswer({ introduced, ended, plannedEnd, alias, ...life }: Life): LifeAnswer {
  return {
    introduced: change(introduced),
    ended: ended === undefined ? null : { ...change(ended), kind: ended.kind },
    planned_end_after: plannedEnd?.after ?? null,
    alias_of: alias === undefined ? null : { name: alias.of, since: alias.since },
    marks: life.deprecations.map(({ version, kind }) => ({ version, kind })),
    signature_changes: life.signatureChanges.map(({ version, kind }) => ({ version, kind })),
  };
}

/** Kernel lines in which the name is there for certain, over all its lives. */
function linesPresent({ lives }: KfuncEntry): number {
  const has = (line: string): boolean =>
    lives.some(({ introduced, ended }) => {
      const last = ended?.after;
      const isOver =
        last === undefined
          ? ended !== undefined && compareVersions(line, ended.version) >= 0
          : compareVersions(line, last) > 0;
      return compareVersions(introduced.version, line) <= 0 && !isOver;
    });
  return releasedVersions.filter(has).length;
}

/** What is known of a kfunc does not depend on what was measured of it. */
const unmeasured = {
  use: { users: 0, exposed: 0, userOrganisations: 0, exposedOrganisations: 0 },
  moving: { programs: 0, loaders: 0, programsWithGuard: 0, programsWithSuccessor: 0 },
};

function recordOf(name: string, lifecycle: Lifecycle): RecordAnswer | null {
  const { known } = fiveFactors(name, newest, unmeasured, lifecycle);
  if (known === undefined) return null;
  const { sets, kfuncs, ends } = known.record;
  return {
    sets: [...sets].sort(),
    kfuncs,
    ends: ends.map(({ deprecated, ...end }) => ({
      name: end.name,
      kind: end.kind,
      introduced: end.introduced,
      marked: deprecated ?? null,
      ended: end.ended,
    })),
  };
}
