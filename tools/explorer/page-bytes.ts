import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** A file that the first page loads, with what it weighs on the way. */
export interface PageFile {
  readonly name: string;
  readonly bytes: number;
  readonly gzipBytes: number;
}

/** Bytes of JavaScript after gzip that the first page may load. */
export const scriptBudget = 150 * 1024;

/** Scripts and styles that the document of the built pages names. Throws when it names no script. */
export function pageFiles(site: string): readonly PageFile[] {
  const document = readFileSync(join(site, 'index.html'), 'utf8');
  const names = [...document.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)];
  const files = names.map(([, name = '']) => {
    const content = readFileSync(join(site, name));
    return { name, bytes: content.length, gzipBytes: gzipSync(content).length };
  });
  if (!files.some(({ name }) => name.endsWith('.js')))
    throw new Error(`${site}/index.html names no script`);
  return files;
}

/** Bytes of the scripts among the files, after gzip. */
export const scriptBytes = (files: readonly PageFile[]): number =>
  files
    .filter(({ name }) => name.endsWith('.js'))
    .reduce((sum, { gzipBytes }) => sum + gzipBytes, 0);
