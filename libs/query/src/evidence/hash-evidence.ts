import { hash } from 'node:crypto';
import { canonicalJson } from '@kfunc-census/report';
import type { EvidenceBlock } from './evidence-answer.ts';

/** Bounds are given to a millionth: enough to read, and the same on every machine. */
const digits = 6;

function settled(value: unknown): unknown {
  if (typeof value === 'number') return Number.isInteger(value) ? value : +value.toFixed(digits);
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, settled(each)]));
}

/**
 * The block in the form that is hashed: shares and bounds rounded to six digits, texts well-formed
 * (a lone surrogate, which canonical JSON cannot hold, becomes U+FFFD).
 */
export function settledBlock(block: EvidenceBlock): EvidenceBlock {
  return settled(block) as EvidenceBlock;
}

/** SHA-256 over the canonical JSON of a block, 64 hex digits. Anyone who has the block can repeat it. */
export function evidenceHash(block: EvidenceBlock): string {
  return hash('sha256', canonicalJson(block), 'hex');
}
