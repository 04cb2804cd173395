import { hash } from 'node:crypto';
import { CensusError } from '@kfunc-census/errors';
import canonicalize from 'canonicalize';

/**
 * Canonical JSON (RFC 8785): the same text for the same content, whatever the order of members.
 * Throws `report/invalid` for what has no such text: NaN, Infinity, lone surrogates, undefined.
 */
export function canonicalJson(value: unknown): string {
  let text: string | undefined;
  try {
    text = canonicalize(value);
  } catch (cause) {
    throw new CensusError('report/invalid', 'The content has no canonical JSON form.', { cause });
  }
  if (text === undefined)
    throw new CensusError('report/invalid', 'The content has no canonical JSON form.');
  return text;
}

/**
 * Id of a content: the first 128 bits of SHA-256 over its canonical JSON, as 32 hex digits.
 * Throws as canonicalJson does.
 */
export function contentId(value: unknown): string {
  return hash('sha256', canonicalJson(value), 'hex').slice(0, 32);
}
