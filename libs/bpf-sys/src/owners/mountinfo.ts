/** One mount, as proc_pid_mountinfo(5) describes it. */
export interface Mount {
  /** `major:minor`: the same for all mounts of one file system. */
  readonly device: string;
  /** Path inside the file system that is mounted; for nsfs, what it is, e.g. `net:[4026532]`. */
  readonly root: string;
  readonly mountPoint: string;
  readonly fileSystem: string;
}

/** Reads a mountinfo file; lines that are none are left out. */
export function parseMountInfo(text: string): Mount[] {
  const mounts: Mount[] = [];
  for (const line of text.split('\n')) {
    const [, , device, root, mountPoint, ...rest] = line.split(' ');
    const fileSystem = rest[rest.indexOf('-') + 1];
    if (mountPoint === undefined || !rest.includes('-') || !fileSystem) continue;
    mounts.push({
      device: device ?? '',
      root: unescaped(root ?? ''),
      mountPoint: unescaped(mountPoint),
      fileSystem,
    });
  }
  return mounts;
}

/** Space, tab, newline and backslash stand as three octal digits. */
function unescaped(path: string): string {
  return path.replace(/\\([0-7]{3})/g, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}

/** `major:minor` of a `st_dev` as Node gives it (glibc's encoding of dev_t). */
export function deviceText(device: number): string {
  const major = Math.floor(device / 256) % 4096;
  const minor = (device % 256) + Math.floor(device / 2 ** 20) * 256;
  return `${major}:${minor}`;
}
