import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CensusError } from '@kfunc-census/errors';

/**
 * What the pages may do: run and style themselves with files of this server, and ask it. Nothing from
 * anywhere else, nothing inline, no text made into markup, no frame around them.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

/** Headers of everything that the pages are made of. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
};

/** Paths that are pages: all show the same document, which reads its own address. */
export const pagePaths = [
  '/',
  '/kfunc/*',
  '/what-if',
  '/coverage',
  '/kernels',
  '/weeks',
  '/answer',
] as const;

/**
 * The way from a path of the server up to its root, as a relative address: `/` gives `./`,
 * `/kfunc/x` gives `../`. A server behind a prefix need not know it.
 */
export function baseOf(path: string): string {
  const [bare = ''] = path.split('?', 1);
  const depth = bare.split('/').length - 2;
  return depth > 0 ? '../'.repeat(depth) : './';
}

/**
 * The document for a path of the server: everything in it is addressed from the root. It is read each
 * time, since a new build has other files. Throws `internal/unexpected` for one without `<head>`.
 */
export function documentFor(folder: string, path: string): string {
  const [before, after] = readFileSync(join(folder, 'index.html'), 'utf8').split('<head>');
  if (before === undefined || after === undefined)
    throw new CensusError('internal/unexpected', `${folder}/index.html has no <head>.`);
  return `${before}<head><base href="${baseOf(path)}" />${after}`;
}
