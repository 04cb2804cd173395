import type { ProgramKfunc, ReportObject } from '@kfunc-census/report';

/** One program of the matrix: what it is loaded from, what it shows, and the exact rows. */
export interface ProgramCase {
  readonly program: string;
  readonly type: string;
  /** What about loaded programs it shows. */
  readonly shows: string;
  /** All rows of the report; with none, the program is not in it. */
  readonly rows: readonly ProgramKfunc[];
  /** Default: 1. */
  readonly instances?: number;
}

/** One object of the matrix; or several of which neither the report nor the table tells one. */
export interface ObjectCase {
  /** One of its programs; null when the report has none of them. */
  readonly of: string | null;
  readonly shows: string;
  /** Names that it declares as externs, sorted. */
  readonly declares: readonly string[];
  /** What it names and none of its programs uses. */
  readonly rows: ReportObject['kfuncs'];
}

type Row = ProgramKfunc;
const module = 'vmlinux';
/** One row, of vmlinux. */
export const row = (
  name: string,
  status: Row['status'],
  sites: number,
  guard: Row['guard'],
): Row => ({
  name,
  module,
  status,
  guard,
  sites,
});
/** Calls of kfuncs that the object names as externs, none of them tested for. */
export const called = (sites: Readonly<Record<string, number>>): Row[] =>
  Object.entries(sites).map(([name, count]) => row(name, 'called', count, 'not-seen'));
/** Calls of programs whose BTF names no externs, or that have none. */
export const calledUnguarded = (sites: Readonly<Record<string, number>>): Row[] =>
  Object.entries(sites).map(([name, count]) => row(name, 'called', count, 'unknown'));
/** A call that was inlined. */
export const inlined = (name: string, guard: Row['guard'] = 'not-seen'): Row =>
  row(name, 'inlined', 0, guard);
/** Type of most programs here, and names and calls that many share. */
export const tc = 'sched_cls';
/** The kfunc that is always inlined. */
export const cast = 'bpf_cast_to_kern_ctx';
/** One site each. */
export const rcu = { bpf_rcu_read_lock: 1, bpf_rcu_read_unlock: 1 } as const;
/** One site each. */
export const preempt = { bpf_preempt_disable: 1, bpf_preempt_enable: 1 } as const;
/** One site each. */
export const dynptr = { bpf_dynptr_from_skb: 1, bpf_dynptr_size: 1 } as const;
