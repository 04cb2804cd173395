/** UTC days of release of kernel lines, `YYYY-MM-DD`; a line that is missing has no known day. */
export const releaseDates: Readonly<Record<string, string>> = __RELEASE_DATES__;

/** Names of kfuncs by the set of BTF ids in which the kernel registers them. */
export const kfuncSets: Readonly<Record<string, readonly string[]>> = __KFUNC_SETS__;
