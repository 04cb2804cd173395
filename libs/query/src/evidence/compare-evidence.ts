import { canonicalJson } from '@kfunc-census/report';
import type { EvidenceBlock, EvidenceDay } from './evidence-answer.ts';
import { evidenceHash } from './hash-evidence.ts';

/** A day whose state differs. */
export interface ChangedDay {
  readonly day: string;
  readonly before: EvidenceDay;
  readonly after: EvidenceDay;
  /**
   * `replayed`: a dead letter was replayed onto it. `completed`: the last of what was accepted was
   * stored. `other`: an earlier state than before, as of a store that was set back.
   */
  readonly why: 'replayed' | 'completed' | 'other';
}

/** What two blocks have in common. */
export interface EvidenceComparison {
  /** Same hash: the same block. */
  readonly same: boolean;
  /** Whether both answer the same question over the same days, with the same view of the store. */
  readonly same_question: boolean;
  /** Days of both, also of the 28 before the window, oldest first. */
  readonly changed_days: readonly ChangedDay[];
  /** Names of the parts of the block that differ, as `population` or `kfuncs`; `window` aside. */
  readonly changed_parts: readonly string[];
  /**
   * Figures differ although question, format and the version of every day are the same. A catalogue
   * that arrived later, an organisation that was taken out, or days that are past their retention
   * change figures in this way.
   */
  readonly changed_without_day: boolean;
}

const figures = ['population', 'kfuncs', 'not_linked', 'moving', 'migration'] as const;

/** Compares two blocks; `before` is the earlier one. */
export function compareEvidence(before: EvidenceBlock, after: EvidenceBlock): EvidenceComparison {
  const changed_days = changedDays(before, after);
  const same_question = questionOf(before) === questionOf(after);
  const changed_parts = partsOf(before, after).filter((part) => differs(part, before, after));
  return {
    same: evidenceHash(before) === evidenceHash(after),
    same_question,
    changed_days,
    changed_parts,
    changed_without_day:
      same_question &&
      changed_days.length === 0 &&
      figures.some((part) => changed_parts.includes(part)),
  };
}

function questionOf({ format, question, organisation, window, stratum, use_rungs }: EvidenceBlock) {
  const { from, to } = window;
  return canonicalJson({ format, question, organisation, from, to, stratum, use_rungs });
}

type Part = keyof EvidenceBlock;

function partsOf(before: EvidenceBlock, after: EvidenceBlock): readonly Part[] {
  const names = Object.keys({ ...before, ...after }) as Part[];
  return names.filter((name) => name !== 'window').sort();
}

function differs(part: Part, before: EvidenceBlock, after: EvidenceBlock): boolean {
  return canonicalJson([before[part] ?? null]) !== canonicalJson([after[part] ?? null]);
}

const daysOf = ({ window }: EvidenceBlock): readonly EvidenceDay[] => [
  ...window.before,
  ...window.states,
];

function changedDays(before: EvidenceBlock, after: EvidenceBlock): readonly ChangedDay[] {
  const later = new Map(daysOf(after).map((state) => [state.day, state]));
  return daysOf(before).flatMap((state) => {
    const now = later.get(state.day);
    const isSame = now?.version === state.version && now.complete === state.complete;
    if (now === undefined || isSame) return [];
    return [{ day: state.day, before: state, after: now, why: reasonOf(state, now) }];
  });
}

function reasonOf(before: EvidenceDay, after: EvidenceDay): ChangedDay['why'] {
  if (after.version > before.version) return 'replayed';
  return after.version === before.version && after.complete ? 'completed' : 'other';
}
