/** Whether a call of node:fs failed for lack of rights, rather than because its object is gone. */
export function isDenied(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'EACCES' || code === 'EPERM';
}
