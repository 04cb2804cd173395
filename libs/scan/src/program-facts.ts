import {
  decodeFuncInfo,
  decodeLineInfo,
  type LineInfo,
  programTypeName,
  structSizes,
  walkInstructions,
} from '@kfunc-census/bpf';
import { btfStrings } from '@kfunc-census/btf';
import { type CallTarget, calledInLine, fullProgramName } from '@kfunc-census/kfunc';
import { btfLoss, type Losses } from './losses.ts';
import {
  inlinedByLines,
  type ObjectContent,
  type ObjectContents,
  sourceAt,
} from './object-content.ts';
import type { LoadedProgram } from './ports.ts';

/** Call sites of one program with the same target. */
export interface SiteGroup extends CallTarget {
  /** Number of the sites. */
  readonly sites: number;
  /** Names that the lines of the sites call; only of targets in modules, which are few. */
  readonly named: ReadonlySet<string>;
}

/** What is kept of a program once its buffers are gone. */
export interface ProgramFacts {
  readonly id: number;
  /** Kernel word, e.g. `sched_cls`. */
  readonly type: string;
  /** Full name, not yet normalised. */
  readonly name: string;
  /** Nanoseconds since boot. */
  readonly loadTime: bigint;
  /** Instructions, in slots of 8 bytes. */
  readonly length: number;
  /** Id of its BTF, 0 for none: programs that were loaded together share it. */
  readonly btfId: number;
  readonly attachBtfObjectId: number;
  readonly attachBtfId: number;
  /** Distinct kfunc call targets. */
  readonly targets: readonly SiteGroup[];
  /** Plain 64-bit numbers that the program loads: a guard leaves the kfunc's address there. */
  readonly numbers: ReadonlySet<bigint>;
  /** Whether it holds `r0 = r1`, which is what inlined casts leave. */
  readonly movesArgument: boolean;
  /** Whether the texts of its source lines could be read. */
  readonly hasLines: boolean;
  /** Kfuncs that some kernel inlines and the source lines of this program's instructions name. */
  readonly inlined: ReadonlySet<string>;
  /** Masked path of the file of its first line; null without lines. */
  readonly source: string | null;
  readonly object: ObjectContent | undefined;
}

/** Addresses of the kernel do not fit 32 bits. */
const smallestAddress = 1n << 32n;

/** Extracts the facts of one program. Throws `bpf/malformed` when its instructions are damaged. */
export function programFacts(
  program: LoadedProgram,
  littleEndian: boolean,
  contents: ObjectContents,
  losses: Losses,
): ProgramFacts {
  const { info } = program;
  const { sites, ...code } = readCode(program.instructions, littleEndian);
  const objectFacts = readObject(program, littleEndian, sites, contents, losses);
  const { firstFunction, named, ...facts } = objectFacts;
  return {
    id: info.id,
    type: programTypeName(info.type),
    name: fullProgramName(info.name, firstFunction),
    loadTime: info.loadTime,
    length: program.instructions.length / 8,
    btfId: info.btfId,
    attachBtfObjectId: info.attachBtfObjectId,
    attachBtfId: info.attachBtfId,
    targets: [...sites].map(([key, { imm, off, indexes }]) => ({
      imm,
      off,
      sites: indexes.length,
      named: named.get(key) ?? new Set(),
    })),
    ...code,
    ...facts,
  };
}

/** A call target with the indexes of its instructions. */
type Sites = ReadonlyMap<string, CallTarget & { readonly indexes: readonly number[] }>;

function readCode(instructions: Uint8Array, littleEndian: boolean) {
  const sites = new Map<string, CallTarget & { indexes: number[] }>();
  const numbers = new Set<bigint>();
  let movesArgument = false;
  walkInstructions(instructions, littleEndian, {
    call({ index, kind, imm, off }) {
      if (kind !== 'kfunc') return;
      const key = `${imm}/${off}`;
      const target = sites.get(key);
      if (target === undefined) sites.set(key, { imm, off, indexes: [index] });
      else target.indexes.push(index);
    },
    loadImm64(_index, source, value) {
      if (source === 0 && value >= smallestAddress) numbers.add(value);
    },
    move(destination, source) {
      movesArgument ||= destination === 0 && source === 1;
    },
  });
  return { sites, numbers, movesArgument };
}

interface ObjectFacts extends LineFacts {
  readonly object: ObjectContent | undefined;
  readonly firstFunction: string | undefined;
}

interface LineFacts extends Pick<ProgramFacts, 'hasLines' | 'inlined' | 'source'> {
  /** See `SiteGroup.named`, by key of the target. */
  readonly named: ReadonlyMap<string, ReadonlySet<string>>;
}

const withoutLines: LineFacts = {
  hasLines: false,
  inlined: new Set(),
  source: null,
  named: new Map(),
};
const withoutObject: ObjectFacts = { ...withoutLines, object: undefined, firstFunction: undefined };

function readObject(
  program: LoadedProgram,
  littleEndian: boolean,
  sites: Sites,
  contents: ObjectContents,
  losses: Losses,
): ObjectFacts {
  const { info, btf } = program;
  if (btf === undefined) {
    if (info.btfId !== 0) losses.add('btf_unreadable');
    contents.noteUnread(info.btfId);
    return withoutObject;
  }
  try {
    const object = contents.of(info.btfId, btf);
    const functions = decodeFuncInfo(program.funcInfo, littleEndian, info.funcInfoRecordSize);
    for (const { type } of functions) object.contained.add(type);
    const lines = decodeLines(program, littleEndian, object, sites);
    return {
      object,
      firstFunction: object.functions.functionNames.get(functions[0]?.type ?? 0),
      ...readLines(lines, btf, object, sites),
    };
  } catch (error) {
    const reason = btfLoss(error);
    if (reason === undefined) throw error;
    losses.add(reason);
    contents.noteUnread(info.btfId);
    return withoutObject;
  }
}

/** All lines, or only the first where no other is looked at: most programs have hundreds. */
function decodeLines(
  { info, lineInfo }: LoadedProgram,
  littleEndian: boolean,
  object: ObjectContent,
  sites: Sites,
): LineInfo[] {
  const size = Math.max(info.lineInfoRecordSize, structSizes.lineInfo);
  const isRead = object.namesInlined || [...sites.values()].some(({ off }) => off !== 0);
  return decodeLineInfo(isRead ? lineInfo : lineInfo.subarray(0, size), littleEndian, size);
}

function readLines(
  lines: readonly LineInfo[],
  btf: Uint8Array,
  object: ObjectContent,
  sites: Sites,
): LineFacts {
  const [first] = lines;
  if (first === undefined) return withoutLines;
  const read = btfStrings(btf);
  const texts = object.namesInlined ? new Set(lines.map(({ text }) => text)) : [];
  return {
    hasLines: true,
    inlined: inlinedByLines(object, texts, read),
    source: sourceAt(object, first.file, read) || null,
    named: namedAtSites(lines, read, sites),
  };
}

/**
 * What the lines of calls into modules name; a line holds until the next one begins. Lines and the
 * indexes of a target ascend: each target is one pass over the lines, and the kernel allows 256 targets
 * (MAX_KFUNC_DESCS).
 */
function namedAtSites(
  lines: readonly LineInfo[],
  read: (offset: number) => string,
  sites: Sites,
): Map<string, Set<string>> {
  const named = new Map<string, Set<string>>();
  const namesOf = new Map<number, readonly string[]>();
  for (const [key, { off, indexes }] of sites) {
    if (off === 0) continue;
    const names = new Set<string>();
    for (const text of textsAt(lines, indexes)) {
      const found = namesOf.get(text) ?? calledInLine(read(text));
      namesOf.set(text, found);
      for (const name of found) names.add(name);
    }
    named.set(key, names);
  }
  return named;
}

/** Offsets of the texts of the lines that hold at these instructions; both ascend. */
function textsAt(lines: readonly LineInfo[], indexes: readonly number[]): Set<number> {
  const texts = new Set<number>();
  let next = 0;
  for (const index of indexes) {
    while ((lines[next]?.instruction ?? Number.POSITIVE_INFINITY) <= index) next += 1;
    const line = lines[next - 1];
    if (line !== undefined) texts.add(line.text);
  }
  return texts;
}
