import type { AnswerFrame, KfuncAnswer, KfuncTotals } from '../answers.ts';
import type { PageAnswer, PageOptions, PageQuestion } from '../paging/page.ts';
import type { Span } from '../questions.ts';

/** What was seen of a kfunc: in use, offered and not in use, offered by no covered host; or any. */
export const usedFilters = ['any', 'used', 'unused', 'not_exposed'] as const;
/** One of `usedFilters`. */
export type UsedFilter = (typeof usedFilters)[number];

/** How a list is ordered: by name; rarely used first, of equal users the one with more exposed hosts. */
export const listSorts = ['name', 'users'] as const;
/** One of `listSorts`. */
export type ListSort = (typeof listSorts)[number];

/** Whether catalogues say that programs can call it; `unknown` where none in reach names it. */
export const callableFilters = ['any', 'yes', 'no', 'unknown'] as const;
/** One of `callableFilters`. */
export type CallableFilter = (typeof callableFilters)[number];

/** How the lifecycle data has a name in a kernel line; `unknown` where it does not have it. */
export const lifecycleFilters = [
  'any',
  'not-yet',
  'present',
  'deprecated',
  'name-reused',
  'renamed',
  'removed',
  'uncertain',
  'unknown',
] as const;
/** One of `lifecycleFilters`. */
export type LifecycleFilter = (typeof lifecycleFilters)[number];

/** Which kfuncs a list shows. */
export interface ListOptions extends Span, PageOptions {
  /** Part of the name, case-insensitive. */
  readonly name?: string | undefined;
  /** Module by its whole name, `vmlinux` for the kernel itself. */
  readonly module?: string | undefined;
  /** Default any. */
  readonly used?: UsedFilter | undefined;
  /** Default any. */
  readonly callable?: CallableFilter | undefined;
  /** In the line asked, or in the newest one that the lifecycle data knows. Default any. */
  readonly lifecycle?: LifecycleFilter | undefined;
  /** Default name. */
  readonly sort?: ListSort | undefined;
}

/** Which kfuncs were asked for; null: any. */
export interface ListFilter {
  readonly kind: 'kfuncs';
  readonly name: string | null;
  readonly module: string | null;
  readonly used: UsedFilter;
  readonly callable: CallableFilter;
  readonly lifecycle: LifecycleFilter;
  readonly sort: ListSort;
}

/** Echo of the question for a list. */
export type ListQuestion = ListFilter & PageQuestion;

/** How the lifecycle data has a name in the line of the answer. */
export interface StandingAnswer {
  readonly status: Exclude<LifecycleFilter, 'any' | 'unknown'>;
  /** The line since which it is so; null where that is not known. */
  readonly since: string | null;
  /** Names to call instead. */
  readonly to: readonly string[];
}

/** A kfunc of a list. */
export interface ListedKfunc extends KfuncAnswer {
  /** Null when the lifecycle data does not have the name. */
  readonly lifecycle: StandingAnswer | null;
}

/** Answer to "which kfuncs, with which users". */
export interface KfuncListAnswer extends AnswerFrame<ListQuestion>, PageAnswer {
  /** The kernel line of which `lifecycle` speaks; what a vendor carries back is not in that data. */
  readonly lifecycle_line: string;
  /** Of all kfuncs in reach, whatever the filter. */
  readonly totals: KfuncTotals;
  readonly kfuncs: readonly ListedKfunc[];
}
