import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { compareSides } from '@kfunc-census/query';
import { replays } from '@kfunc-census/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { readCatalogueFile } from './catalogue-files.ts';

const directory = mkdtempSync(join(tmpdir(), 'census-files-'));
afterAll(() => rmSync(directory, { recursive: true }));
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(directory, name), content);
  return join(directory, name);
};
const captures = new URL('../../../test/captures/', import.meta.url);
const kernel = (name: string): string =>
  file(name, gunzipSync(readFileSync(new URL(`${name}/btf-vmlinux.gz`, captures))));

describe('readCatalogueFile', () => {
  it('takes every catalogue that an agent sends', () => {
    const catalogues = replays[0]?.fleet().catalogues ?? [];
    expect(catalogues.length).toBeGreaterThan(1);
    for (const catalogue of catalogues) {
      const read = readCatalogueFile(file('agent.json', JSON.stringify(catalogue)));
      expect(read).toEqual({
        module: catalogue.module,
        entries: catalogue.kfuncs.map(({ known_by: knownBy, ...entry }) => ({ ...entry, knownBy })),
        notes: [],
      });
    }
  });

  it('takes the BTF of a kernel: what has the tag is told, what lacks it is not', () => {
    const [from, to] = ['6.18.15+deb13', '7.2.12+deb13'].map((name) =>
      readCatalogueFile(kernel(name)),
    );
    if (from === undefined || to === undefined) throw new TypeError('two files');
    expect(from.notes).toEqual([expect.stringContaining('no symbols')]);
    const { differences } = compareSides([from], [to]);
    const named = (links: string) =>
      differences.filter((each) => each.links === links).map(({ name }) => name);
    expect(named('does-not-link')).toEqual([
      'bpf_session_cookie',
      'bpf_session_is_return',
      'cubictcp_cwnd_event',
    ]);
    // Without symbols the four names that keep a FUNC alone are among those that cannot be told.
    expect(named('cannot-tell')).toHaveLength(17 + 4);
    expect(named('cannot-tell')).toContain('bpf_wq_set_callback_impl');
  });

  it('refuses the BTF of a module, whose names are in that of the kernel', () => {
    const bytes = gunzipSync(readFileSync(new URL('7.2.12+deb13/btf-nf_nat.gz', captures)));
    const path = file('module.btf', bytes);
    expect(() => readCatalogueFile(path)).toThrow(
      expect.objectContaining({ code: 'cli/usage', field: path }),
    );
  });

  it('names a file that is not there, cut, or something else', () => {
    const cut = readFileSync(kernel('7.2.12+deb13')).subarray(0, 5000);
    for (const path of [
      join(directory, 'none'),
      directory,
      file('cut.btf', cut),
      file('text.json', 'x'),
      file('null.json', 'null'),
    ])
      expect(() => readCatalogueFile(path)).toThrow(
        expect.objectContaining({
          code: 'cli/usage',
          message: expect.stringContaining(`${path}: `),
        }),
      );
  });
});
