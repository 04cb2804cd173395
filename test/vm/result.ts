import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Catalogue, Report, ReportProgram } from '@kfunc-census/report';

/** How an object was taken by the kernel. */
export interface ObjectLoad {
  readonly status: number;
  /** What libbpf and the verifier wrote. */
  readonly log: string;
}

/** Kfunc calls of a program, as bpftool names them: name to call sites. */
export interface DumpedProgram {
  readonly name: string;
  readonly calls: Readonly<Record<string, number>>;
}

/** What came out of a machine: everything that the cases judge. */
export interface GuestResult {
  readonly release: string;
  /** By name of the object. */
  readonly loads: Readonly<Record<string, ObjectLoad>>;
  readonly agent: { readonly status: number; readonly stderr: string };
  /** Undefined when the agent printed none. */
  readonly report: Report | undefined;
  /** Those that the report names, from the spool. */
  readonly catalogues: readonly Catalogue[];
  /** Ids of programs, maps and links: before a scan, and after it. */
  readonly ids: { readonly before: string; readonly after: string };
  /** Every loaded program, as bpftool's dump shows it. */
  readonly dumped: readonly DumpedProgram[];
  /** Files outside the agent's state directory that were written while the agent scanned. */
  readonly written: readonly string[];
  /** State of sched_ext; '' on a kernel without it. */
  readonly schedExt: string;
  /** What is wrong in the kernel's log of the time of the scan. */
  readonly kernelWarnings: readonly string[];
}

/** A lockup of an emulated processor is the emulator's: the host has no time for it. */
const trouble = /WARNING:|BUG: (?!soft lockup)|Oops|general protection/;

/** A line of bpftool's dump in JSON, with opcodes. */
interface Instruction {
  readonly disasm?: string;
  readonly opcodes?: { readonly code: string; readonly src_reg: string };
}

/** Kfunc calls of a dump (`bpftool -j prog dump xlated id N opcodes`): name to call sites. */
export function dumpedCalls(instructions: readonly Instruction[]): Record<string, number> {
  const calls: Record<string, number> = {};
  for (const { disasm = '', opcodes } of instructions) {
    if (opcodes?.code !== '0x85' || opcodes.src_reg !== '0x2') continue;
    const name = /call ([^#]+)#/.exec(disasm)?.[1] ?? disasm;
    calls[name] = (calls[name] ?? 0) + 1;
  }
  return calls;
}

/** Reads the folder that `job.sh` leaves. Throws when a file is missing or is not what it should be. */
export function readResult(folder: string): GuestResult {
  const text = (name: string): string => readFileSync(join(folder, name), 'utf8');
  const optional = (name: string): string => (existsSync(join(folder, name)) ? text(name) : '');
  const json = (name: string): unknown => JSON.parse(text(name));
  const programs = json('programs.json') as readonly { id: number; name?: string }[];
  const status = Number(text('agent.status'));
  const objects = readdirSync(join(folder, 'load')).filter((name) => name.endsWith('.status'));
  const report = status === 0 ? (json('report.json') as Report) : undefined;
  // The spool names them by id and digest.
  const fileOf = (id: string): string =>
    readdirSync(join(folder, 'catalogues')).find((name) => name.startsWith(id)) ?? id;
  const catalogue = ({ id }: { readonly id: string }): Catalogue =>
    JSON.parse(
      gunzipSync(readFileSync(join(folder, 'catalogues', fileOf(id)))).toString(),
    ) as Catalogue;
  return {
    release: text('release').trim(),
    loads: Object.fromEntries(
      objects.map((file) => {
        const name = file.replace(/\.status$/, '');
        return [name, { status: Number(text(`load/${file}`)), log: text(`load/${name}.log`) }];
      }),
    ),
    agent: { status, stderr: text('agent.err').trim() },
    report,
    catalogues: (report?.kernel.catalogues ?? []).map(catalogue),
    ids: { before: text('ids-before'), after: text('ids-after') },
    dumped: programs.map(({ id, name = '' }) => ({
      name,
      calls: dumpedCalls(json(`dump/${id}.json`) as Instruction[]),
    })),
    written: lines(text('written')).filter((path) => !/^\/tmp\/(out|state)\//.test(path)),
    schedExt: optional('sched_ext').trim(),
    kernelWarnings: lines(text('dmesg')).filter((line) => trouble.test(line)),
  };
}

const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** A program of the report, by its name. */
export function program(result: GuestResult, name: string): ReportProgram | undefined {
  return result.report?.programs.find((each) => each.name === name);
}

/** What the report says of a program's kfuncs: `MODULE:NAME STATUS×SITES`, sorted. */
export function evidence(result: GuestResult, name: string): string[] {
  const kfuncs = program(result, name)?.kfuncs ?? [];
  return kfuncs
    .map(({ module, name: kfunc, status, sites }) => `${module}:${kfunc} ${status} ${sites}`)
    .sort();
}
