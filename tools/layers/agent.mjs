/** `depcruise --config tools/layers/agent.mjs apps/agent/src/main.ts`: what the agent loads. */
export { agent as default } from '../../.dependency-cruiser.mjs';
