/** What /proc/<pid>/fdinfo/<fd> says of a BPF object; 0 for what it does not say. */
export interface FdInfo {
  /** The program itself, or the one that a link attaches. */
  readonly programId: number;
  readonly linkId: number;
  /** The map itself, or the one that a struct_ops link attaches. */
  readonly mapId: number;
}

const programLine = /^prog_id:\s*(\d{1,10})$/m;
const linkLine = /^link_id:\s*(\d{1,10})$/m;
const mapLine = /^map_id:\s*(\d{1,10})$/m;

/** Reads the text of an fdinfo file (bpf_prog_show_fdinfo and others, kernel/bpf/syscall.c). */
export function parseFdInfo(text: string): FdInfo {
  const number = (line: RegExp): number => Number(line.exec(text)?.[1] ?? 0);
  return { programId: number(programLine), linkId: number(linkLine), mapId: number(mapLine) };
}
