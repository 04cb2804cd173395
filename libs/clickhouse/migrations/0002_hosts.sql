-- Facts of hosts. Every column outside a key is a min, a max or a union, so any message may be
-- written any number of times, in any order, and the collapsed row is the same.

-- complete: a complete report that was in time; in_time: any report that was in time.
CREATE TABLE IF NOT EXISTS @local(host_day_v1) @on_cluster
(
  day Date,
  org LowCardinality(String),
  host_id FixedString(16),
  platform_id FixedString(16),
  set_id FixedString(16),
  complete SimpleAggregateFunction(max, UInt8),
  in_time SimpleAggregateFunction(max, UInt8),
  first_seen SimpleAggregateFunction(min, DateTime64(3, 'UTC')),
  last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC')),
  skew_min_ms SimpleAggregateFunction(min, Int64),
  skew_max_ms SimpleAggregateFunction(max, Int64),
  agent_versions SimpleAggregateFunction(groupUniqArrayArray, Array(String)),
  programs_loaded SimpleAggregateFunction(max, UInt64),
  programs_read SimpleAggregateFunction(max, UInt64),
  loaded_by_type SimpleAggregateFunction(maxMap, Map(String, UInt64)),
  with_kfuncs_by_type SimpleAggregateFunction(maxMap, Map(String, UInt64))
)
ENGINE = @sharded(AggregatingMergeTree)
PARTITION BY toYYYYMM(day)
ORDER BY (day, org, host_id, platform_id, set_id);

@distributed host_day_v1 BY sipHash64(org, host_id);

-- Counters are cumulative since boot: the newest of a boot is its maximum.
CREATE TABLE IF NOT EXISTS @local(host_loss_v1) @on_cluster
(
  day Date,
  org LowCardinality(String),
  host_id FixedString(16),
  boot_id FixedString(16),
  last_seq SimpleAggregateFunction(max, UInt64),
  ids_unseen SimpleAggregateFunction(max, UInt64),
  losses SimpleAggregateFunction(maxMap, Map(String, UInt64))
)
ENGINE = @sharded(AggregatingMergeTree)
PARTITION BY toYYYYMM(day)
ORDER BY (day, org, host_id, boot_id);

@distributed host_loss_v1 BY sipHash64(org, host_id);
