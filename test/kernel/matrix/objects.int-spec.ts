/** The committed objects are what their sources compile to. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { realPart } from '@kfunc-census/testing';
import { describe, expect, it } from 'vitest';
import {
  bpfDirectory,
  compile,
  objectFile,
  recordedVersions,
  sourceNames,
  toolVersions,
} from './compile.ts';

/** True, or which tool differs from the one that made the objects. */
function sameTools(): true | string {
  for (const tool of ['clang', 'bpftool'])
    if (spawnSync(tool, ['--version']).error !== undefined) return `${tool} is not installed`;
  if (!existsSync('/usr/include/bpf/libbpf_version.h')) return 'libbpf-dev is not installed';
  const recorded = recordedVersions();
  const other = Object.entries(toolVersions()).find(([tool, is]) => is !== recorded[tool]);
  return other === undefined
    ? true
    : `${other[0]} is ${other[1]}, the objects were made with ${recorded[other[0]]}`;
}

describe('objects of the matrix', () => {
  it('are committed for every source, and for nothing else', () => {
    const objects = readdirSync(bpfDirectory).filter((file) => file.endsWith('.o'));
    expect(objects.sort()).toEqual(sourceNames.map((name) => `${name}.bpf.o`));
  });
});

const part = realPart('objects of the matrix, built again', sameTools);

describe.skipIf(part.skip)(part.title, () => {
  it.each(sourceNames)('%s has the committed bytes', (name) => {
    expect(Buffer.compare(compile(name), readFileSync(objectFile(name)))).toBe(0);
  });
});
