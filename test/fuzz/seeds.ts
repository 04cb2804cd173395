import { existsSync, readFileSync } from 'node:fs';
import { createRecordedReader } from '@kfunc-census/bpf-sys';
import type { LoadedProgram } from '@kfunc-census/scan';
import { root } from '../../tools/lib/run.ts';
import { objectFile, sourceNames } from '../kernel/matrix/compile.ts';
import { attackBtfs } from './attacks.ts';
import { elfSections } from './elf.ts';

/** Largest seed of the many runs, in bytes. */
const maxSeed = 64 * 1024;

const recordedFolder = `${root}/apps/agent/recorded`;
const recorded = createRecordedReader(recordedFolder);
const programs: readonly LoadedProgram[] = recorded.programIds().flatMap((id) => {
  const read = recorded.readProgram(id);
  return read.kind === 'program' ? [read.program] : [];
});
const objects = sourceNames.map((name) => elfSections(readFileSync(objectFile(name))));

/** Parts of the recorded programs; a copy each, since a reader may use its buffers again. */
function programParts(part: 'instructions' | 'funcInfo' | 'lineInfo' | 'btf'): Uint8Array[] {
  return programs
    .map((program) => Uint8Array.from(program[part] ?? []))
    .filter(({ length }) => length > 0);
}

/** Sections of the objects that hold instructions: the ones with relocations, BTF apart. */
function objectCode(): Uint8Array[] {
  return objects.flatMap((sections) =>
    [...sections]
      .filter(([name]) => sections.has(`.rel${name}`) && !name.startsWith('.'))
      .map(([, code]) => code),
  );
}

/** Lines of /proc/kallsyms as kernels write them: modules, generated code, hidden, 32 bits. */
function kallsyms(): Uint8Array[] {
  const texts = [
    'ffffffff81000000 T __bpf_call_base\nffffffff81000010 t __pfx_bpf_x\nffffffff81000020 T bpf_x\n',
    'ffffffff81000020 t bpf_alias\nffffffff82000000 D some_data\nffffffff81000030 W weak_one\n',
    'ffffffffc0000000 t bpf_ct_release\t[nf_conntrack]\nffffffffc0000040 t $x\t[nf_nat]\n',
    'ffffffffc0000080 t bpf_prog_6deef7357e7b4530_main\t[bpf]\nffffffffc00000c0 t bpf_trampoline_1\t[__builtin__ftrace]\n',
    '0000000000000000 T __bpf_call_base\n0000000000000000 T bpf_x\n',
    'c0008000 T stext\nc0008004 t bpf_x\t[old]\nc0008008 T __bpf_call_base',
  ];
  return texts.map((text) => Uint8Array.from(Buffer.from(text, 'latin1')));
}

/** Seeds by what they are, each at most 64 KiB. */
export const seeds = {
  btf: [
    ...objects.flatMap((sections) => sections.get('.BTF') ?? []),
    ...programParts('btf'),
  ].filter(({ length }) => length <= maxSeed),
  attacks: attackBtfs().filter(({ length }) => length <= maxSeed),
  instructions: [...programParts('instructions'), ...objectCode()],
  funcInfo: programParts('funcInfo'),
  lineInfo: programParts('lineInfo'),
  kallsyms: kallsyms(),
} as const;

const live = '/sys/kernel/btf/vmlinux';

/** BTF of a whole kernel: of this host's where it has one, else the recorded one. */
export function vmlinuxBtf(): Uint8Array {
  const file = existsSync(live) ? readFileSync(live) : recorded.kernelBtf('vmlinux');
  // No Buffer: its slice would share the memory.
  return Uint8Array.from(file);
}
