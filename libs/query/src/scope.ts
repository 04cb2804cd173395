/**
 * What a caller may see. Every read is restricted to it. Whether the caller may is settled before:
 * a reader knows no rights.
 */
export interface Scope {
  /**
   * Undefined: every organisation of the installation. Hosts are then told apart by organisation and
   * host, and organisations are counted distinct.
   */
  readonly organisation: string | undefined;
}

/** Whole UTC days, `YYYY-MM-DD`, both ends included. */
export interface Window {
  readonly from: string;
  readonly to: string;
}

/**
 * Restricts what a host reported to the reports of these kernels; applies to users and to exposed
 * hosts alike. Empty means all.
 */
export interface HostStratum {
  /**
   * Kernel line: the first two numbers of the release, `6.12`. A release that does not begin with two
   * numbers is a line of its own.
   */
  readonly line?: string;
  readonly release?: string;
  readonly distro?: string;
  readonly arch?: string;
}

/** A kfunc of a module, `vmlinux` for the kernel itself. */
export interface Kfunc {
  readonly name: string;
  readonly module: string;
}

/** The first rows of an answer in its order. */
export interface Limited<T> {
  readonly rows: readonly T[];
  /** Whether there are more rows than these. */
  readonly more: boolean;
}
