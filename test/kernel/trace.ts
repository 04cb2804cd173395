/** One system call in the output of `strace -f -o`. */
export interface TracedCall {
  readonly name: string;
  /** What stands between the parentheses. */
  readonly args: string;
  /** -1 for a call that failed. */
  readonly result: number;
}

/** Commands of bpf(2) that open an object: a program, map, link or BTF. */
const opens = /^BPF_((PROG|MAP|LINK|BTF)_GET_FD_BY_ID|OBJ_GET)\b/;
/** Of these, those that open a link: what is pinned is opened to be written to only if it is one. */
const opensLink = /^BPF_(LINK_GET_FD_BY_ID|OBJ_GET,.*file_flags=0\b)/;
/** Calls that make or change files, where they do not only read. */
const changes =
  /^(creat|mkdir|rename|unlink|rmdir|link|symlink|chmod|fchmod|chown|fchown|lchown|truncate|utimens|mknod|mount|umount|setxattr|bind|swapon)/;

/** Reads a trace; a call that another thread interrupts is put together again. */
export function parseTrace(text: string): TracedCall[] {
  const unfinished = new Map<string, string>();
  const calls: TracedCall[] = [];
  for (const line of text.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const begun = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    if (begun !== null) {
      unfinished.set(thread, begun[1] ?? '');
      continue;
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    const whole = resumed === null ? rest : `${unfinished.get(thread) ?? ''}${resumed[1]}`;
    const call = /^(\w+)\((.*)\) += (-?\d+)/.exec(whole);
    if (call !== null)
      calls.push({ name: call[1] ?? '', args: call[2] ?? '', result: Number(call[3]) });
  }
  return calls;
}

/** How BPF objects were open while a process ran. */
export interface ObjectUse {
  /** Objects that were opened. */
  readonly opened: number;
  /** Most that were open at once. */
  readonly mostAtOnce: number;
  /** Calls of bpf(2) between opening and closing a link, at most. */
  readonly mostCallsPerLink: number;
}

/** Follows the fds of BPF objects through a trace of one process. */
export function objectUse(calls: readonly TracedCall[]): ObjectUse {
  const open = new Set<number>();
  const use = { opened: 0, mostAtOnce: 0, mostCallsPerLink: 0 };
  let callsOfLink: number | undefined;
  for (const { name, args, result } of calls) {
    if (name === 'close') {
      if (open.delete(Number(args))) callsOfLink = undefined;
    } else if (name === 'bpf' && opens.test(args) && result >= 0) {
      open.add(result);
      use.opened += 1;
      use.mostAtOnce = Math.max(use.mostAtOnce, open.size);
      callsOfLink = opensLink.test(args) ? 0 : undefined;
    } else if (name === 'bpf' && callsOfLink !== undefined) {
      callsOfLink += 1;
      use.mostCallsPerLink = Math.max(use.mostCallsPerLink, callsOfLink);
    }
  }
  return use;
}

/** Paths that a process made or changed, or tried to: the first quoted text of each such call. */
export function changedPaths(calls: readonly TracedCall[]): string[] {
  const paths = calls
    .filter(({ name, args }) =>
      /^open(at2?)?$/.test(name) ? /O_(WRONLY|RDWR|CREAT|TRUNC)/.test(args) : changes.test(name),
    )
    .map(({ args }) => /"((?:[^"\\]|\\.)*)"/.exec(args)?.[1] ?? args);
  return [...new Set(paths)];
}
