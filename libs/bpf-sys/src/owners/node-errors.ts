/**
 * Why a call of node:fs failed: for lack of rights, or since its object is gone (or is none that can
 * be read: the same to a search). Throws what is no error of a system call.
 */
export function whyUnreadable(error: unknown): 'denied' | 'gone' {
  if (!(error instanceof Error && 'errno' in error && 'code' in error)) throw error;
  return error.code === 'EACCES' || error.code === 'EPERM' ? 'denied' : 'gone';
}

/** What a call of node:fs returns, or what stands for the unknown when it fails. */
export function readOr<T>(unknown: T, read: () => T): T {
  try {
    return read();
  } catch (error) {
    whyUnreadable(error);
    return unknown;
  }
}
