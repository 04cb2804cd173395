/** Version of the agent, as its package.json states it. */
export const agentVersion = '0.1.0';
