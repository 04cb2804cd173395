/** Numbers of hosts or organisations as they are published: equal bounds where exact, null where withheld. */
export interface BoundsAnswer {
  readonly least: number;
  readonly most: number | null;
}

/** Users among exposed, as they are published. */
export interface UseBounds {
  readonly users: BoundsAnswer;
  readonly exposed: BoundsAnswer;
}

/** One value of a dimension. */
export interface PublicPart extends UseBounds {
  /** `other`: all values, not those of upstream, that hosts of fewer than two organisations have. */
  readonly value: string;
}

/** Use by one dimension; see `PublishedParts` of libs/usage. */
export interface PublicParts {
  readonly state: 'published' | 'users-withheld' | 'withheld';
  readonly parts: readonly PublicPart[];
}

/** One kfunc in a week. */
export interface PublicKfunc {
  readonly name: string;
  readonly module: string;
  readonly hosts: UseBounds;
  readonly organisations: UseBounds;
  readonly users_not_covered: BoundsAnswer;
  /** Of kfuncs that are used; null of others. */
  readonly by: Readonly<Record<'line' | 'distro' | 'arch', PublicParts>> | null;
}

/** What callers outside an organisation see of an ISO week, built once. */
export interface PublicWeek {
  readonly week: string;
  readonly from: string;
  readonly to: string;
  /** RFC 3339, UTC. */
  readonly built_at: string;
  /** Numbers of hosts below it, and above 0, are shown as a range. */
  readonly threshold: number;
  readonly organisations: number;
  readonly hosts: {
    readonly reporting: BoundsAnswer;
    readonly complete: BoundsAnswer;
    readonly silent: BoundsAnswer;
  };
  /** By name, then module; never-used ones included. */
  readonly kfuncs: readonly PublicKfunc[];
  /** Kfuncs that are not upstream and that fewer than two organisations have: neither named nor counted. */
  readonly kfuncs_withheld: number;
  readonly notes: readonly string[];
}

/** Weeks that were published, newest first. */
export interface PublicWeekListAnswer {
  readonly weeks: readonly { readonly week: string; readonly built_at: string }[];
}
