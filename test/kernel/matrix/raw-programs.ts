import { closeSync, readFileSync } from 'node:fs';
import { parseBtf } from '@kfunc-census/btf';
import { BtfBuilder } from '@kfunc-census/btf/builder';
import {
  add,
  callKfunc,
  leave,
  loadRaw,
  move,
  programTypes,
  type RawInput,
  setRegister,
} from './raw-load.ts';

/** What the programs below call and declare of this kernel: names to ids of their FUNCs. */
type Kernel = (name: string) => number;

/**
 * Programs that no loader on this host makes: without BTF; with BTF as cilium/ebpf writes it, without
 * externs; with the BTF that libbpf 1.3 and newer compilers leave. Loaded by bpf(2) itself.
 */
const rawPrograms: readonly ((kernel: Kernel) => RawInput)[] = [
  withoutBtf,
  likeCilium,
  withoutRecords,
  withoutLines,
  incompatible,
  flavour,
  realNameLikeFlavour,
  trap,
];

/** Loads them all; they live until `close`. */
export function loadRawPrograms(): { close(): void } {
  const kernel = kernelIds();
  const fds: number[] = [];
  const close = () => {
    for (const fd of fds) closeSync(fd);
  };
  try {
    for (const program of rawPrograms) fds.push(loadRaw(program(kernel)));
  } catch (error) {
    close();
    throw error;
  }
  return { close };
}

/** An XDP program bound to a device, whose driver provides the metadata kfuncs itself. */
export function loadBound(device: number): { close(): void } {
  const kernel = kernelIds();
  const fd = loadRaw({
    name: 'mx_xdp_bound',
    type: programTypes.xdp,
    boundTo: device,
    instructions: [
      move(2, 10),
      add(2, -8),
      callKfunc(kernel('bpf_xdp_metadata_rx_timestamp')),
      ...leave,
    ],
  });
  return { close: () => closeSync(fd) };
}

function kernelIds(): Kernel {
  const btf = parseBtf(readFileSync('/sys/kernel/btf/vmlinux'));
  return (name) => {
    const id = btf.funcsNamed(new Set([name])).get(name);
    if (id === undefined) throw new Error(`the kernel has no function ${name}`);
    return id;
  };
}

/** A type in a declaration; the structs stand for pointers to them. */
type Parameter = 'int' | 'void *' | 'bpf_dynptr' | '__sk_buff';

/** A program's BTF: its own FUNC, and externs as libbpf leaves them. */
class ProgramBtf {
  readonly builder = new BtfBuilder();
  readonly #int = this.builder.int('int');
  readonly func: number;
  #externs = 0;

  constructor(name: string) {
    const context = this.builder.pointer(this.builder.struct('__sk_buff'));
    this.func = this.builder.func(name, this.#int, [['skb', context]]);
  }

  /** An extern; parameters are unnamed, as in C declarations. */
  extern(name: string, parameters: readonly Parameter[] = [], result: Parameter = 'int'): this {
    const params = parameters.map((type) => ['dummy_ksym', this.#type(type)] as const);
    this.builder.func(name, this.#type(result), params);
    this.#externs += 1;
    return this;
  }

  build(): Uint8Array {
    if (this.#externs > 0) {
      const dummy = this.builder.variable('dummy_ksym', this.#int);
      this.builder.dataSection('.ksyms', new Array(this.#externs).fill(dummy));
    }
    const bytes = this.builder.build();
    // The kernel wants nothing behind the strings, not even what pads them.
    const header = new DataView(bytes.buffer, bytes.byteOffset);
    return bytes.subarray(0, 24 + header.getUint32(16, true) + header.getUint32(20, true));
  }

  #type(type: Parameter): number {
    if (type === 'int') return this.#int;
    return this.builder.pointer(type === 'void *' ? 0 : this.builder.struct(type));
  }
}

const type = programTypes.schedCls;
const rcu = (kernel: Kernel): Buffer[] => [
  callKfunc(kernel('bpf_rcu_read_lock')),
  callKfunc(kernel('bpf_rcu_read_unlock')),
];
const dynptrFromSkb = (kernel: Kernel): Buffer[] => [
  setRegister(2, 0),
  move(3, 10),
  add(3, -16),
  callKfunc(kernel('bpf_dynptr_from_skb')),
];

function withoutBtf(kernel: Kernel): RawInput {
  const instructions = [...rcu(kernel), ...rcu(kernel), ...leave];
  return { name: 'mx_raw_no_btf', type, instructions };
}

function likeCilium(kernel: Kernel): RawInput {
  const name = 'mx_raw_cilium';
  const btf = new ProgramBtf(name);
  const file = btf.builder.string('census.c');
  const text = (line: string) => btf.builder.string(line);
  const lines: RawInput['lines'] = [
    [0, file, text('\tkernel = bpf_cast_to_kern_ctx(skb);'), 3],
    [1, file, text('\tbpf_rcu_read_lock();'), 4],
    [2, file, text('\tbpf_rcu_read_unlock();'), 5],
  ];
  const instructions = [callKfunc(kernel('bpf_cast_to_kern_ctx')), ...rcu(kernel), ...leave];
  return { name, type, instructions, btf: btf.build(), func: btf.func, lines };
}

function withoutLines(kernel: Kernel): RawInput {
  const name = 'mx_raw_no_lines';
  const btf = new ProgramBtf(name)
    .extern('bpf_cast_to_kern_ctx', ['void *'], 'void *')
    .extern('bpf_rcu_read_lock')
    .extern('bpf_rcu_read_unlock');
  const instructions = [callKfunc(kernel('bpf_cast_to_kern_ctx')), ...rcu(kernel), ...leave];
  return { name, type, instructions, btf: btf.build(), func: btf.func };
}

/** The kernel keeps no BTF of a program that comes without func_info and line_info. */
function withoutRecords(kernel: Kernel): RawInput {
  const name = 'mx_raw_stripped';
  const btf = new ProgramBtf(name).extern('bpf_rcu_read_lock').extern('bpf_rcu_read_unlock');
  return { name, type, instructions: [...rcu(kernel), ...leave], btf: btf.build() };
}

/** The kernel has the name with another prototype; the loader took the fallback. */
function incompatible(kernel: Kernel): RawInput {
  const name = 'mx_raw_incompat';
  const btf = new ProgramBtf(name)
    .extern('bpf_dynptr_is_null', ['bpf_dynptr', 'int'])
    .extern('bpf_dynptr_from_skb', ['__sk_buff', 'int', 'bpf_dynptr']);
  const instructions = [...dynptrFromSkb(kernel), ...leave];
  return { name, type, instructions, btf: btf.build(), func: btf.func };
}

/** Linked by the name before the last `___`. */
function flavour(kernel: Kernel): RawInput {
  const name = 'mx_raw_flavour';
  const btf = new ProgramBtf(name).extern('bpf_dynptr_from_skb___census', [
    '__sk_buff',
    'int',
    'bpf_dynptr',
  ]);
  const instructions = [...dynptrFromSkb(kernel), ...leave];
  return { name, type, instructions, btf: btf.build(), func: btf.func };
}

/** `scx_bpf_dsq_insert___v2` is a kfunc of other kernels, not a flavour of one of this. */
function realNameLikeFlavour(kernel: Kernel): RawInput {
  const name = 'mx_raw_real_v2';
  const btf = new ProgramBtf(name)
    .extern('scx_bpf_dsq_insert___v2', ['int', 'int'])
    .extern('bpf_rcu_read_lock')
    .extern('bpf_rcu_read_unlock');
  const instructions = [...rcu(kernel), ...leave];
  return { name, type, instructions, btf: btf.build(), func: btf.func };
}

/** Compilers put `__bpf_trap` where code must not be reached. */
function trap(kernel: Kernel): RawInput {
  const name = 'mx_raw_trap';
  const btf = new ProgramBtf(name)
    .extern('__bpf_trap')
    .extern('bpf_rcu_read_lock')
    .extern('bpf_rcu_read_unlock');
  const instructions = [...rcu(kernel), ...leave];
  return { name, type, instructions, btf: btf.build(), func: btf.func };
}
