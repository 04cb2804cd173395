import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parseKallsymsLine, programTypeName } from '@kfunc-census/bpf';
import type { Capture, CapturedProgram } from '../../test/captures/captured-kernel.ts';

/** A whole capture: all symbols and BTFs. */
export interface SourceCapture {
  readonly capture: Capture;
  readonly btfs: ReadonlyMap<string, Uint8Array>;
}

/** Sources by the name that their program has. */
const sources: Readonly<Record<string, string>> = {
  tc_ct: 'ct',
  tc_fou: 'fou',
  lsm_key: 'key',
  tc_misc: 'misc',
  tc_nat: 'nat',
  mini_enqueue: 'scx',
  newtask: 'task',
};

/** Reads a directory of a captured kernel. */
export function readSource(directory: string): SourceCapture {
  const file = (path: string): Buffer => readFileSync(join(directory, path));
  const json = (path: string) => JSON.parse(file(path).toString('utf8'));
  const [, , release = '', ...rest] = file('uname.txt').toString('utf8').trim().split(' ');
  const arch = rest.at(-2) ?? '';
  const files = readdirSync(join(directory, 'btf'));
  const btfs = new Map(
    files.map((name) => [name.replace('.btf.gz', ''), gunzipSync(file(`btf/${name}`))]),
  );
  const kernelBtfs: readonly { id: number; name: string; kernel: boolean }[] =
    json('btf-show.json');
  const programs: readonly { id: number; type: string; name: string }[] = json('prog-show.json');
  return {
    btfs,
    capture: {
      release,
      arch,
      littleEndian: arch !== 's390x',
      btfs: kernelBtfs
        .filter(({ kernel, name }) => kernel && btfs.has(name))
        .map(({ id, name }) => ({ id, name })),
      programs: programs.map((program) => readProgram(directory, program)),
      symbols: readSymbols(gunzipSync(file('kallsyms.txt.gz'))),
    },
  };
}

function readProgram(
  directory: string,
  { id, type, name }: { readonly id: number; readonly type: string; readonly name: string },
): CapturedProgram {
  const file = (suffix: string): Buffer =>
    readFileSync(join(directory, `prog/${id}.xlated.${suffix}`));
  const calls = file('txt')
    .toString('utf8')
    .matchAll(/^ *(\d+): \(85\) call (\S+)$/gm);
  return {
    id,
    type: Array.from({ length: 64 }, (_, number) => programTypeName(number)).indexOf(type),
    name,
    source: sources[name] ?? name,
    instructions: file('bin').toString('base64'),
    hidden: file('kptr2.bin').toString('base64'),
    bpftool: Object.fromEntries([...calls].map(([, index, text]) => [index, text])),
  };
}

function readSymbols(text: Buffer): Capture['symbols'] {
  return text
    .toString('latin1')
    .split('\n')
    .flatMap((line) => {
      const symbol = parseKallsymsLine(line);
      if (symbol === undefined) return [];
      return [[symbol.address.toString(16), symbol.name, symbol.module] as const];
    });
}
