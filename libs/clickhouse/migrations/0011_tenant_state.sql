-- Organisations that are taken out of every answer, and those that are in again: the newest state holds.
CREATE TABLE IF NOT EXISTS @local(tenant_state_v1) @on_cluster
(
  org String,
  state LowCardinality(String),
  since DateTime64(3, 'UTC')
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY (org, since, state);
