/** The package of the distribution that a file belongs to. */
export interface FilePackage {
  readonly name: string;
  readonly version: string | null;
}

/**
 * Names by which a package may list a file: one below /usr may still be listed by its name of before
 * /bin, /sbin and /lib became links into /usr.
 */
export function listedAs(path: string): string[] {
  return /^\/usr\/(bin|sbin|lib)/.test(path) ? [path, path.slice('/usr'.length)] : [path];
}
