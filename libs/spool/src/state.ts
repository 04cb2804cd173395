import type { AgentState } from '@kfunc-census/scan';

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;

/** The agent's state out of its file; undefined when the file is damaged. */
export function parseState(bytes: Uint8Array): AgentState | undefined {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    return isState(value) ? value : undefined;
  } catch {
    // Not JSON or not UTF-8: the caller sets the file aside.
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

/** The file's bytes of a state. */
export function formatState(state: AgentState): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(state, undefined, 2)}\n`);
}
