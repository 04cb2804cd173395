/**
 * Runs in a machine: replaces a global function of a loaded program, which bpftool cannot. The new one
 * calls two kfuncs. By bpf(2) itself, with a BTF of three types; program and link are pinned.
 *
 *   node freplace.ts ID-OF-THE-PROGRAM FUNCTION
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const koffi = createRequire(import.meta.url)('koffi') as typeof import('koffi');
const syscall = koffi.load(null).func('long syscall(long, long, void *, unsigned long)');

/** Commands of bpf(2) (include/uapi/linux/bpf.h), and its number here. */
const commands = { load: 5, pin: 6, progById: 13, attach: 17, btfLoad: 18 } as const;
const bpfNumber = process.arch === 'x64' ? 321 : 280;
const typeExt = 28;

/** What the kernel has to say about what it was given. */
const log = Buffer.alloc(65_536);

/** A field of `union bpf_attr`: its offset, and a number, a text, or a buffer that it points to. */
type Field = readonly [offset: number, value: number | string | Buffer];

/** A signal that waits (Node has many threads) ends a verification: once more, as libbpf does. */
const eagain = 11;
const attempts = 5;

function bpf(command: keyof typeof commands, fields: readonly Field[]): number {
  const attr = Buffer.alloc(144);
  for (const [offset, value] of fields)
    if (typeof value === 'number') attr.writeUInt32LE(value, offset);
    else if (typeof value === 'string') attr.write(value, offset, 'latin1');
    else attr.writeBigUInt64LE(koffi.address(value), offset);
  for (let attempt = 1; ; attempt += 1) {
    const result = Number(syscall(bpfNumber, commands[command], attr, attr.length));
    if (result >= 0) return result;
    const errno = koffi.errno();
    if (errno !== eagain || attempt === attempts) throw new Error(`bpf ${command}: errno ${errno}`);
  }
}

/** Bytes after the head of a BTF type, by kind (Documentation/bpf/btf.rst). */
function tail(kind: number, members: number): number {
  if (kind === 1 || kind === 14 || kind === 17) return 4;
  if (kind === 3) return 12;
  if (kind === 4 || kind === 5 || kind === 15 || kind === 19) return 12 * members;
  return kind === 6 || kind === 13 ? 8 * members : 0;
}

/** Id of a FUNC in a BTF that stands alone. */
function functionId(btf: Buffer, name: string): number {
  const [header, types, typesLength, strings] = [4, 8, 12, 16].map((at) => btf.readUInt32LE(at));
  const first = header! + types!;
  const nameAt = btf.indexOf(`\0${name}\0`, header! + strings!) + 1 - header! - strings!;
  for (let at = first, id = 1; at < first + typesLength!; id += 1) {
    const info = btf.readUInt32LE(at + 4);
    const kind = (info >>> 24) & 0x1f;
    if (kind === 12 && btf.readUInt32LE(at) === nameAt) return id;
    at += 12 + tail(kind, info & 0xffff);
  }
  throw new Error(`no function ${name}`);
}

const words = (...values: readonly number[]): Buffer =>
  Buffer.from(Uint32Array.from(values).buffer);

/** BTF of `int vm_freplace(int value)`: type 1 the int, 2 the prototype, 3 the function. */
function ownBtf(): Buffer {
  const strings = Buffer.from('\0int\0vm_freplace\0value\0');
  const types = words(
    ...[1, 1 << 24, 4, (1 << 24) | 32],
    ...[0, (13 << 24) | 1, 1, 17, 1],
    ...[5, (12 << 24) | 1, 2],
  );
  const header = words(0x1_eb9f, 24, 0, types.length, types.length, strings.length);
  return Buffer.concat([header, types, strings]);
}

const [program = '', replaced = ''] = process.argv.slice(2);
const kernel = readFileSync('/sys/kernel/btf/vmlinux');
const call = (kfunc: string): Buffer => words(0x2085, functionId(kernel, kfunc));
const code = Buffer.concat([
  call('bpf_rcu_read_lock'),
  call('bpf_rcu_read_unlock'),
  words(0xb7, 7), // r0 = 7
  words(0x95, 0), // exit
]);
const shown = execFileSync('bpftool', ['-j', 'prog', 'show', 'id', program], { encoding: 'utf8' });
const { btf_id: targetBtf } = JSON.parse(shown) as { btf_id: number };
const dump = execFileSync('bpftool', ['btf', 'dump', 'id', `${targetBtf}`], { encoding: 'utf8' });
const target = Number(new RegExp(`^\\[(\\d+)\\] FUNC '${replaced}'`, 'm').exec(dump)?.[1]);

const btf = ownBtf();
const btfFields = [
  [0, btf],
  [8, log],
  [16, btf.length],
  [20, log.length],
  [24, 1],
] as const;
try {
  const fd = bpf('load', [
    ...([
      [0, typeExt],
      [4, code.length / 8],
      [8, code],
      [16, Buffer.from('GPL\0')],
    ] as const),
    ...([
      [24, 1],
      [28, log.length],
      [32, log],
      [48, 'vm_freplace'],
    ] as const),
    ...([[72, bpf('btfLoad', btfFields)]] as const),
    ...([
      [76, 8],
      [80, words(0, 3)],
      [88, 1],
    ] as const),
    ...([
      [108, target],
      [112, bpf('progById', [[0, Number(program)]])],
    ] as const),
  ]);
  bpf('pin', [
    [0, Buffer.from('/sys/fs/bpf/vm_freplace\0')],
    [8, fd],
  ]);
  const link = bpf('attach', [[8, fd]]);
  bpf('pin', [
    [0, Buffer.from('/sys/fs/bpf/vm_freplace_link\0')],
    [8, link],
  ]);
} catch (error) {
  writeFileSync(2, `${log.toString('latin1', 0, log.indexOf(0))}\n`);
  throw error;
}
