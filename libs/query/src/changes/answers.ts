import type { AnswerFrame } from '../answers.ts';
import type { EvidenceDay, EvidenceList } from '../evidence/evidence-answer.ts';
import type { KfuncShare } from '../kfunc/answers.ts';
import type { Span } from '../questions.ts';

/** Which week, and how many rows of each list. */
export interface ChangesOptions extends Omit<Span, 'days' | 'until'> {
  /** ISO 8601, `2026-W10`: Monday to Sunday, up to today at the latest. Default: the week of today. */
  readonly week?: string | undefined;
  /** 1 to 100. Default 20. */
  readonly limit?: number | undefined;
}

/** Rows of one list: each one that lost its users is looked at by itself. */
export const changeLimits = { usual: 20, most: 100 } as const;

/** Use in one of the two weeks. */
export interface WeekUse extends Pick<KfuncShare, 'hosts' | 'organisations'> {
  /** Hosts that use it and are not in the share. */
  readonly users_not_covered: number;
}

/** A kfunc that is used in the week, and was not in the week before. */
export interface GainedAnswer extends WeekUse {
  readonly name: string;
  readonly module: string;
  /** `new`: its first use of all that is stored, of whatever stratum. `returned`: used before. */
  readonly change: 'new' | 'returned';
  readonly first_used: string | null;
  readonly before: WeekUse;
}

/** A kfunc that was used in the week before, and is not in the week. */
export interface LostAnswer extends WeekUse {
  readonly name: string;
  readonly module: string;
  /**
   * `gone`: every host that used it was seen without it. `not-seen`: not every one was seen since:
   * silent, not covered, or not offered it any more.
   */
  readonly change: 'gone' | 'not-seen';
  readonly last_used: string | null;
  readonly before: WeekUse;
  /** Hosts that used it in the week before, and how many of them are exposed in the week. */
  readonly former: { readonly users: number; readonly seen_since: number };
}

/** Answer to "what is new and what is gone in this week". */
export interface ChangesAnswer
  extends AnswerFrame<{
    readonly kind: 'changes';
    readonly week: string;
    readonly limit: number;
  }> {
  /** The week that this one is compared to. */
  readonly before: {
    readonly week: string;
    readonly from: string;
    readonly to: string;
    readonly states: readonly EvidenceDay[];
  };
  /** Most users first. */
  readonly gained: EvidenceList<GainedAnswer>;
  /** Most users in the week before first. */
  readonly lost: EvidenceList<LostAnswer>;
}
