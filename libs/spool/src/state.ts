import { createHash } from 'node:crypto';
import type { AgentState } from '@kfunc-census/scan';

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** The agent's state out of its file; undefined when the file is damaged. */
export function parseState(bytes: Uint8Array): AgentState | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const { state } = JSON.parse(text) as { readonly state: unknown };
    // Byte for byte as it was written: a changed digit would be a count that nobody counted.
    return isState(state) && seal(state) === text ? state : undefined;
  } catch {
    // Not JSON, not an object, not UTF-8: the caller sets the file aside.
    return undefined;
  }
}

function isState(value: unknown): value is AgentState {
  if (typeof value !== 'object' || value === null) return false;
  const state = value as Readonly<Record<string, unknown>>;
  const { losses } = state;
  return (
    typeof state.bootId === 'string' &&
    isCount(state.seq) &&
    isCount(state.lastProgramId) &&
    isCount(state.idsUnseen) &&
    typeof losses === 'object' &&
    losses !== null &&
    Object.values(losses).every(isCount)
  );
}

/** The file's bytes of a state, with a digest. */
export function formatState(state: AgentState): Uint8Array {
  return new TextEncoder().encode(seal(state));
}

function seal(state: AgentState): string {
  const sha256 = createHash('sha256').update(JSON.stringify(state)).digest('hex');
  return `${JSON.stringify({ state, sha256 }, undefined, 2)}\n`;
}
