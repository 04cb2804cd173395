import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { root } from '../../tools/lib/run.ts';
import { objectFile, sourceNames } from '../kernel/matrix/compile.ts';
import { attackBtfs } from './attacks.ts';
import { elfSections } from './elf.ts';

/** Largest seed of the many runs, in bytes. */
const maxSeed = 64 * 1024;

interface RecordedPart {
  readonly kind: string;
  readonly instructions: string;
  readonly funcInfo: string;
  readonly lineInfo: string;
}

interface Recorded {
  readonly programs: Readonly<Record<string, RecordedPart>>;
  readonly programBtfs: readonly string[];
  readonly symbols: readonly (readonly [string, string, string])[];
}

const recordedFolder = `${root}/apps/agent/recorded`;
const recorded = JSON.parse(
  gunzipSync(readFileSync(`${recordedFolder}/kernel.json.gz`)).toString(),
) as Recorded;
const bytes = (base64: string): Uint8Array => Uint8Array.from(Buffer.from(base64, 'base64'));
const objects = sourceNames.map((name) => elfSections(readFileSync(objectFile(name))));

/** What the decoders are fed with: parts of real programs. All of it is committed. */
function programParts(part: 'instructions' | 'funcInfo' | 'lineInfo'): Uint8Array[] {
  return Object.values(recorded.programs)
    .filter(({ kind }) => kind === 'program')
    .map((program) => bytes(program[part]))
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

function kallsyms(): Uint8Array[] {
  const lines = recorded.symbols.map(
    ([address, name, module]) =>
      `${address.padStart(16, '0')} T ${name}${module === '' ? '' : `\t[${module}]`}\n`,
  );
  const odd = [
    'ffffffffc0000000 t bpf_prog_6deef7357e7b4530_sd_fw_egress\t[bpf]\n',
    'ffffffffc0000000 t bpf_ct_release\t[nf_conntrack]\n',
    '0000000000000000 T __bpf_call_base\n',
    'c0008000 T stext\n',
    'ffffffff81000000 t __pfx_do_one\nffffffff81000010 W weak_one\nffffffff81000020 d data\n',
  ];
  const texts = [
    lines.slice(0, 60),
    lines.slice(60, 140),
    lines.slice(140),
    odd,
    [...odd, ...lines],
  ];
  return texts.map((text) => Uint8Array.from(Buffer.from(text.join(''), 'latin1')));
}

/** Seeds by what they are, each at most 64 KiB. */
export const seeds = {
  btf: [
    ...objects.flatMap((sections) => sections.get('.BTF') ?? []),
    ...recorded.programBtfs.map(bytes),
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
  const file = existsSync(live)
    ? readFileSync(live)
    : gunzipSync(readFileSync(`${recordedFolder}/btf-vmlinux.gz`));
  // No Buffer: its slice would share the memory.
  return Uint8Array.from(file);
}
