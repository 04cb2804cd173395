/** Put in by vite.config.ts: see build/lifecycle-constants.ts. */
declare const __RELEASE_DATES__: Readonly<Record<string, string>>;
declare const __KFUNC_SETS__: Readonly<Record<string, readonly string[]>>;
