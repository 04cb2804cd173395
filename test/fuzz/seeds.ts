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
/** The programs of the recorded host. */
export const programs: readonly LoadedProgram[] = recorded.programIds().flatMap((id) => {
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

/** `struct nlmsghdr` and a payload of attributes, each with attributes inside. */
function netlink(): Uint8Array[] {
  const attribute = (type: number, value: Buffer): Buffer => {
    const head = Buffer.alloc(4);
    head.writeUInt16LE(4 + value.length, 0);
    head.writeUInt16LE(type, 2);
    return Buffer.concat([head, value, Buffer.alloc(-value.length & 3)]);
  };
  const message = (type: number, fixed: number, attributes: readonly Buffer[]): Buffer => {
    const payload = Buffer.concat([Buffer.alloc(fixed, 1), ...attributes]);
    const head = Buffer.alloc(16);
    head.writeUInt32LE(16 + payload.length, 0);
    head.writeUInt16LE(type, 4);
    return Buffer.concat([head, payload]);
  };
  const id = attribute(4, Buffer.from([7, 0, 0, 0]));
  const filter = [
    attribute(1, Buffer.from('bpf\0')),
    attribute(2, attribute(11, Buffer.alloc(4, 9))),
  ];
  const messages = [
    message(16, 16, [attribute(43, id)]),
    message(36, 20, [attribute(1, Buffer.from('clsact\0'))]),
    message(44, 20, filter),
    message(3, 4, []),
  ];
  return [...messages, Buffer.concat(messages)].map((bytes) => Uint8Array.from(bytes));
}

/** An index of entries of 16 bytes, big endian, and the texts and numbers behind it. */
function rpmHeaders(): Uint8Array[] {
  const store = Buffer.from('name\x001.2\x003\0/usr/bin/\0/etc/\0a\0b\0\0\0\0\0\0\0\0\0', 'latin1');
  const entries = [
    [1000, 6, 0, 1],
    [1001, 6, 5, 1],
    [1002, 6, 9, 1],
    [1118, 8, 11, 2],
    [1117, 8, 27, 2],
    [1116, 4, 31, 2],
  ];
  const index = Buffer.alloc(8 + entries.length * 16);
  index.writeUInt32BE(entries.length, 0);
  index.writeUInt32BE(store.length, 4);
  for (const [at, entry] of entries.flat().entries()) index.writeUInt32BE(entry, 8 + at * 4);
  return [Uint8Array.from(Buffer.concat([index, store]))];
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
  netlink: netlink(),
  rpmHeaders: rpmHeaders(),
} as const;

const live = '/sys/kernel/btf/vmlinux';

/** BTF of a whole kernel: of this host's where it has one, else the recorded one. */
export function vmlinuxBtf(): Uint8Array {
  const file = existsSync(live) ? readFileSync(live) : recorded.kernelBtf('vmlinux');
  // No Buffer: its slice would share the memory.
  return Uint8Array.from(file);
}
