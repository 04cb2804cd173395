/** Longest program name that is kept, in characters. */
const maxName = 256;
/** Longest source path that is kept, in characters. */
const maxPath = 1024;

/**
 * A name without its libbpf flavour: `bpf_x___local` → `bpf_x` (bpf_core_essential_name_len:
 * the last `___` between two characters that are no underscores). A name without flavour is
 * returned as it is. Real kfuncs have such names too (`scx_bpf_dsq_insert___v2`): try the full
 * name first.
 */
export function essentialName(name: string): string {
  return /^(.*[^_])___[^_]/s.exec(name)?.[1] ?? name;
}

/** Text without what differs from host to host: runs of three digits, of eight hex digits, pids. */
function masked(text: string): string {
  return text
    .replace(/proc_\d+/g, 'proc_*')
    .replace(/[0-9a-f]{8,}/gi, (run) => (/\d/.test(run) ? '*' : run))
    .replace(/\d{3,}/g, '*');
}

/**
 * A program name without what differs from host to host: `proc_<pid>`, runs of three digits or
 * more, and runs of eight hex digits or more become `*`; an empty name becomes `unnamed`.
 */
export function normaliseProgramName(name: string): string {
  const text = masked(name);
  return text === '' ? 'unnamed' : text.slice(0, maxName);
}

/** Directories, in any case, whose entries have names made up at run time, or the name of a person. */
const privateParents = new Set(['tmp', 'home', 'users', 'shm', 'user', 'proc']);
/** An IPv4 address. */
const dottedQuad = /(?<!\d)\d{1,3}(?:\.\d{1,3}){3}(?!\d)/g;
/** Names that mktemp(1) and tempfile libraries make: `tmp.Xy12zAb9`, `tmpab12cd`, `bcc-Xy12`. */
const temporary = /^(tmp|temp|bcc)(?:[._-]\w{4,}|\w*\d\w*|[a-z_]{8}(?=\.|$))/i;
/** Store paths of Nix and Guix: a hash of 32 base-32 digits before the name. */
const storeHash = /^[0-9a-z]{32}-/;

/**
 * The path of a source file as it may leave the host: its last two parts, with hashes, numbers,
 * temporary names, addresses and names of users as `*`. `\` parts it, too, and `..` is resolved.
 */
export function maskSourcePath(path: string): string {
  const parts = resolvedParts(path);
  const kept = parts.map((part, at) => maskPart(part, parts[at - 1], at === parts.length - 1));
  return kept.slice(-2).join('/').slice(0, maxPath);
}

function resolvedParts(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split(/[\\/]/))
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  return parts;
}

function maskPart(part: string, parent: string | undefined, isFile: boolean): string {
  if (!isFile && parent !== undefined && privateParents.has(parent.toLowerCase())) return '*';
  // Of a person, or of a host.
  if (part.includes('@')) return '*';
  const text = part
    .replace(dottedQuad, '*')
    .replace(storeHash, '*-')
    .replace(temporary, (_, word: string) => `${word}*`);
  return masked(text);
}

/**
 * The full name of a program: the kernel cuts `info.name` at 15 characters, the FUNC that its
 * first func_info record names does not. The FUNC is only believed when it continues the cut name.
 */
export function fullProgramName(cutName: string, firstFunction: string | undefined): string {
  return firstFunction?.startsWith(cutName) && firstFunction !== '' ? firstFunction : cutName;
}
