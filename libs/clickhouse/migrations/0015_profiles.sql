-- What the dashboards read of many hosts: hosts that look the same are one row with their number.

-- Profiles of hosts in a window, of a build of 0010: `hosts` of them had the same different days. A row is
-- what they reported of one platform and set, as in host_span_v1 with their different days as bits, in an
-- order of the profile's own, in place of the days of an epoch. Days that say no more than others do are
-- left out (queries/fragments/profiles-of-window.sql). Of windows of one day there are the versions of
-- agents, and `alone` where a profile is a single row.
CREATE TABLE IF NOT EXISTS @local(profile_window_v1) @on_cluster
(
  days UInt16,
  end_day Date,
  org LowCardinality(String),
  build FixedString(16),
  profile FixedString(16),
  platform_id LowCardinality(FixedString(16)),
  set_id LowCardinality(FixedString(16)),
  not_observable Array(LowCardinality(String)),
  agent_versions Array(LowCardinality(String)),
  reported UInt64,
  in_time UInt64,
  complete UInt64,
  alone UInt8,
  hosts UInt64
)
ENGINE = @everywhere(ReplacingMergeTree)
PARTITION BY toYYYYMM(end_day)
ORDER BY (days, end_day, org, build, profile, platform_id, set_id, not_observable, agent_versions);

-- Of a build of one day: hosts by loaded program types and by the distance of their clocks, which no
-- profile tells. value: a program type, or the upper bound of a step in seconds.
CREATE TABLE IF NOT EXISTS @local(day_fact_v1) @on_cluster
(
  end_day Date,
  fact LowCardinality(String),
  org LowCardinality(String),
  build FixedString(16),
  value LowCardinality(String),
  hosts UInt64,
  loaded UInt64,
  with_kfuncs UInt64
)
ENGINE = @everywhere(ReplacingMergeTree)
PARTITION BY toYYYYMM(end_day)
ORDER BY (end_day, fact, org, build, value);

-- When the newest report of an organisation and platform was received, by day.
CREATE TABLE IF NOT EXISTS @local(newest_v1) @on_cluster
(
  day Date,
  org LowCardinality(String),
  platform_id FixedString(16),
  last_seen SimpleAggregateFunction(max, DateTime64(3, 'UTC'))
)
ENGINE = @sharded(AggregatingMergeTree)
ORDER BY (day, org, platform_id);

@distributed newest_v1 BY sipHash64(org);

CREATE MATERIALIZED VIEW IF NOT EXISTS newest_mv_v1 @on_cluster TO @shard(newest_v1) AS
SELECT report.day AS day, report.org AS org, report.platform_id AS platform_id, max(report.last_seen) AS last_seen
FROM @shard(host_day_v1) AS report
GROUP BY day, org, platform_id;

-- What was stored before.

INSERT INTO newest_v1 (day, org, platform_id, last_seen)
SELECT report.day, report.org, report.platform_id, max(report.last_seen)
FROM host_day_v1 AS report
GROUP BY report.day, report.org, report.platform_id
SETTINGS max_execution_time = 0;
