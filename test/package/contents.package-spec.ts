/** What is in the packages, and that it does not depend on when or where they are built. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { realPart } from '@kfunc-census/testing';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { runTool } from '../../tools/kernels/run-tool.ts';
import { buildPackages, type Format } from '../../tools/package/build.ts';
import type { PackageArchitecture } from '../../tools/package/npm-parts.ts';
import { absentParts } from './tools.ts';

const part = realPart('contents of the packages', () =>
  absentParts(inject('absent'), 'dpkg-deb', 'rpm', 'rpm2cpio', 'cpio'),
);
const packages = inject('packages');
const limitBytes = 45_000_000;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'contents-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const pathOf = (architecture: PackageArchitecture, format: Format): string =>
  packages.find((each) => each.architecture === architecture && each.format === format)?.path ?? '';

const digest = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex');

/** `path mode digest` of each file, without folders. */
function filesBelow(place: string): readonly string[] {
  const found = runTool('find', [place, '-type', 'f', '-printf', '%P %m\n']).toString();
  return found
    .trim()
    .split('\n')
    .map((line) => `/${line} ${digest(join(place, line.replace(/ \d+$/, '')))}`)
    .sort();
}

function unpacked(architecture: PackageArchitecture, format: Format): readonly string[] {
  const place = mkdtempSync(join(folder, 'root-'));
  const path = pathOf(architecture, format);
  if (format === 'deb') runTool('dpkg-deb', ['-x', path, place]);
  else if (format === 'rpm')
    // nfpm writes absolute paths into an rpm: without the option cpio would unpack over this host.
    runTool('sh', ['-c', 'rpm2cpio "$0" | cpio -idm --quiet --no-absolute-filenames', path], place);
  else runTool('tar', ['--zstd', '-xf', path, '-C', place]);
  const files = filesBelow(place);
  rmSync(place, { recursive: true });
  return files;
}

describe.skipIf(part.skip)(part.title, () => {
  it('are the same bytes when they are built again', async () => {
    const again = await buildPackages(folder, { architectures: ['amd64'] });
    expect(again).toHaveLength(3);
    for (const { path, format } of again)
      expect([basename(path), digest(path)]).toEqual([
        basename(pathOf('amd64', format)),
        digest(pathOf('amd64', format)),
      ]);
  });

  it('are below 45 MB', () => {
    expect(packages).toHaveLength(6);
    for (const { path } of packages) expect(statSync(path).size).toBeLessThan(limitBytes);
  });

  it.each(['amd64', 'arm64'] as const)(
    'are the same files in all three, for %s',
    (architecture) => {
      const deb = unpacked(architecture, 'deb');
      expect(deb.length).toBeGreaterThan(15);
      expect(unpacked(architecture, 'rpm')).toEqual(deb);
      expect(unpacked(architecture, 'tar.zst')).toEqual(deb);
    },
  );

  it('have a program for the architecture that they say', () => {
    const machine = (architecture: PackageArchitecture): number => {
      const place = mkdtempSync(join(folder, 'root-'));
      runTool('dpkg-deb', ['-x', pathOf(architecture, 'deb'), place]);
      return readFileSync(join(place, 'usr/lib/kfunc-census/node')).readUInt16LE(18);
    };
    // EM_X86_64 and EM_AARCH64 of elf.h.
    expect([machine('amd64'), machine('arm64')]).toEqual([62, 183]);
  });

  it('belong to root, and mark the configuration as the operator’s', () => {
    const query = (format: string): string =>
      runTool('rpm', ['-qp', '--qf', format, pathOf('amd64', 'rpm')]).toString();
    expect(new Set(query('[%{FILEUSERNAME}:%{FILEGROUPNAME}\n]').trim().split('\n'))).toEqual(
      new Set(['root:root']),
    );
    const configuration = runTool('rpm', ['-qpc', pathOf('amd64', 'rpm')]).toString();
    expect(configuration).toBe('/etc/kfunc-census/agent.conf\n');
    const conffiles = runTool('dpkg-deb', ['-I', pathOf('amd64', 'deb'), 'conffiles']).toString();
    expect(conffiles).toBe('/etc/kfunc-census/agent.conf\n');
    const owners = runTool('dpkg-deb', ['-c', pathOf('amd64', 'deb')]).toString();
    for (const line of owners.trim().split('\n')) expect(line).toMatch(/^\S+ root\/root /);
  });
});
