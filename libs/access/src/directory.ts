/**
 * What a credential may do. `read-installation` widens `read-organisation`, which it needs beside it,
 * to every organisation of the installation. `administer` decides which statements of use are
 * published, and shows beside `read-installation` those that wait for it. `read-public` sees what was published
 * of a week, and nothing else.
 */
export type Right =
  | 'send'
  | 'read-public'
  | 'read-organisation'
  | 'read-installation'
  | 'administer';

/** Who stands behind a credential. */
export interface Principal {
  readonly organisation: string;
  readonly rights: readonly Right[];
}

/** Finds the principal of a token; knows digests only, never a token. */
export interface TenantDirectory {
  /** `digest`: SHA-256 of the token, 32 bytes. Undefined when unknown. */
  find(digest: Uint8Array): Promise<Principal | undefined>;
}
