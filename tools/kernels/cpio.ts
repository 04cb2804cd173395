/** A file of an archive. */
export interface ArchiveFile {
  /** Path without a slash in front; its folders are made. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Whether it may be run. */
  readonly executable?: boolean;
}

const directory = 0o040755;

/**
 * A cpio archive of format `newc`, which a kernel takes as initramfs
 * (Documentation/driver-api/early-userspace/buffer-format.rst). Owner is root, times are 0: the same
 * files give the same bytes.
 */
export function cpioArchive(files: readonly ArchiveFile[]): Uint8Array {
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path)));
  return Buffer.concat([
    ...[...folders].map((path) => entry(path, directory, new Uint8Array())),
    ...files.map(({ path, bytes, executable = false }) =>
      entry(path, executable ? 0o100755 : 0o100644, bytes),
    ),
    entry('TRAILER!!!', 0, new Uint8Array()),
  ]);
}

function foldersOf(path: string): string[] {
  const names = path.split('/').slice(0, -1);
  return names.map((_, index) => names.slice(0, index + 1).join('/'));
}

function entry(path: string, mode: number, bytes: Uint8Array): Uint8Array {
  const name = Buffer.from(`${path}\0`);
  const links = mode === directory ? 2 : 1;
  // ino, mode, uid, gid, nlink, mtime, filesize, devmajor, devminor, rdevmajor, rdevminor, namesize, check
  const numbers = [0, mode, 0, 0, links, 0, bytes.length, 0, 0, 0, 0, name.length, 0];
  const header = `070701${numbers.map((each) => each.toString(16).padStart(8, '0')).join('')}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(header), name])), padded(bytes)]);
}

/** Filled with zeros up to a multiple of four bytes. */
function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}
