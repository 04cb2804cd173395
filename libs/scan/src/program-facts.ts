import {
  decodeFuncInfo,
  decodeLineInfo,
  programTypeName,
  walkInstructions,
} from '@kfunc-census/bpf';
import { parseBtf } from '@kfunc-census/btf';
import { type CallTarget, fullProgramName } from '@kfunc-census/kfunc';
import { btfLoss, type Losses } from './losses.ts';
import { inlinedByLines, type ObjectContent, type ObjectContents } from './object-content.ts';
import type { LoadedProgram } from './ports.ts';

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
  readonly attachBtfObjectId: number;
  readonly attachBtfId: number;
  /** Distinct kfunc call targets with their number of sites. */
  readonly targets: readonly (CallTarget & { readonly sites: number })[];
  /** Plain 64-bit numbers that the program loads: a guard leaves the kfunc's address there. */
  readonly numbers: ReadonlySet<bigint>;
  /** Inlined kfuncs that the source lines of this program's instructions name. */
  readonly inlined: ReadonlySet<string>;
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
  const code = readCode(program.instructions, littleEndian);
  const objectFacts = readObject(program, littleEndian, contents, losses);
  return {
    id: info.id,
    type: programTypeName(info.type),
    name: fullProgramName(info.name, objectFacts.firstFunction),
    loadTime: info.loadTime,
    length: program.instructions.length / 8,
    attachBtfObjectId: info.attachBtfObjectId,
    attachBtfId: info.attachBtfId,
    ...code,
    inlined: objectFacts.inlined,
    object: objectFacts.object,
  };
}

function readCode(instructions: Uint8Array, littleEndian: boolean) {
  const targets = new Map<string, CallTarget & { sites: number }>();
  const numbers = new Set<bigint>();
  walkInstructions(instructions, littleEndian, {
    call({ kind, imm, off }) {
      if (kind !== 'kfunc') return;
      const key = `${imm}/${off}`;
      const target = targets.get(key) ?? { imm, off, sites: 0 };
      target.sites += 1;
      targets.set(key, target);
    },
    loadImm64(_index, source, value) {
      if (source === 0 && value >= smallestAddress) numbers.add(value);
    },
  });
  return { targets: [...targets.values()], numbers };
}

interface ObjectFacts {
  readonly object: ObjectContent | undefined;
  readonly firstFunction: string | undefined;
  readonly inlined: ReadonlySet<string>;
}

const withoutObject: ObjectFacts = {
  object: undefined,
  firstFunction: undefined,
  inlined: new Set(),
};

function readObject(
  program: LoadedProgram,
  littleEndian: boolean,
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
    return {
      object,
      firstFunction: object.functions.functionNames.get(functions[0]?.type ?? 0),
      inlined: object.namesInlined ? readLines(program, btf, littleEndian, object) : new Set(),
    };
  } catch (error) {
    const reason = btfLoss(error);
    if (reason === undefined) throw error;
    losses.add(reason);
    contents.noteUnread(info.btfId);
    return withoutObject;
  }
}

function readLines(
  program: LoadedProgram,
  btf: Uint8Array,
  littleEndian: boolean,
  object: ObjectContent,
): Set<string> {
  const lines = decodeLineInfo(program.lineInfo, littleEndian, program.info.lineInfoRecordSize);
  const texts = new Set(lines.map(({ text }) => text));
  return inlinedByLines(object, parseBtf(btf), texts);
}
