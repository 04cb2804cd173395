import type { Losses } from './losses.ts';
import type { AgentState } from './ports.ts';
import type { ProgramsRead } from './read-programs.ts';

/** Above this, program ids may start again at 1 (idr_alloc_cyclic up to INT_MAX). */
const nearWrap = 2 ** 31 - 2 ** 20;

/** The state of the same boot, or a fresh one. */
export function stateOfBoot(bootId: string, previous: AgentState | undefined): AgentState {
  if (previous?.bootId === bootId) return previous;
  return { bootId, seq: 0, lastProgramId: 0, idsUnseen: 0, losses: {} };
}

/**
 * The state after a scan. Program ids rise by one with every load, so ids above the cursor that
 * are not there, or were gone before they could be read, came and went unseen: at least so many,
 * since what came behind the highest id shows only when a later program stays. When the highest id
 * falls, nothing is known, and the cursor stays. Near the wrap of the ids nothing is counted, and
 * the cursor starts again.
 */
export function nextState(
  state: AgentState,
  { ids, gone }: Pick<ProgramsRead, 'ids' | 'gone'>,
  losses: Losses,
): AgentState {
  const highest = ids.at(-1) ?? 0;
  const wrapped = state.lastProgramId > nearWrap;
  const stayed = ids.filter((id) => id > state.lastProgramId && !gone.has(id)).length;
  const unseen = wrapped ? 0 : Math.max(0, highest - state.lastProgramId) - stayed;
  return {
    bootId: state.bootId,
    seq: state.seq + 1,
    lastProgramId: wrapped ? highest : Math.max(highest, state.lastProgramId),
    idsUnseen: state.idsUnseen + unseen,
    losses: losses.addedTo(state.losses),
  };
}
