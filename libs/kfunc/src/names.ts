/** Longest program name that is kept, in characters. */
const maxName = 256;

/**
 * A name without its libbpf flavour: `bpf_x___local` → `bpf_x` (bpf_core_essential_name_len:
 * the last `___` between two characters that are no underscores). A name without flavour is
 * returned as it is. Real kfuncs have such names too (`scx_bpf_dsq_insert___v2`): try the full
 * name first.
 */
export function essentialName(name: string): string {
  return /^(.*[^_])___[^_]/s.exec(name)?.[1] ?? name;
}

/**
 * A program name without what differs from host to host: `proc_<pid>`, runs of three digits or
 * more, and runs of eight hex digits or more become `*`; an empty name becomes `unnamed`.
 */
export function normaliseProgramName(name: string): string {
  const masked = name
    .replace(/proc_\d+/g, 'proc_*')
    .replace(/[0-9a-f]{8,}/gi, (run) => (/\d/.test(run) ? '*' : run))
    .replace(/\d{3,}/g, '*');
  return masked === '' ? 'unnamed' : masked.slice(0, maxName);
}

/**
 * The full name of a program: the kernel cuts `info.name` at 15 characters, the FUNC that its
 * first func_info record names does not. The FUNC is only believed when it continues the cut name.
 */
export function fullProgramName(cutName: string, firstFunction: string | undefined): string {
  return firstFunction?.startsWith(cutName) && firstFunction !== '' ? firstFunction : cutName;
}
