-- Organisations that are out of every answer now. Of two states of one instant: quarantined.
SELECT org FROM tenant_state_v1 GROUP BY org HAVING argMax(state, (since, state)) = 'quarantined'
