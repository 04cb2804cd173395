const key = 'kfunc-census:token';

/**
 * The bearer token of this tab, '' without. It is kept in the storage of the session, so that it ends
 * with the tab, and is in no address and no cookie.
 */
export function readToken(): string {
  return sessionStorage.getItem(key) ?? '';
}

/** Keeps a token for this tab; '' forgets it. */
export function keepToken(token: string): void {
  if (token === '') sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, token);
}
