-- The same facts as host_day_v1, a row for each state of a host instead of each of its days: days are
-- bits of an epoch of 64, so a union of days is a bitwise or, and any window is a mask. Fed from what is
-- written into host_day_v1; a row that is written twice is the same row.

CREATE TABLE IF NOT EXISTS @local(host_span_v1) @on_cluster
(
  epoch UInt16,
  org LowCardinality(String),
  -- Of organisation and host: one key of one column is grouped in half the time of two.
  host FixedString(16),
  platform_id LowCardinality(FixedString(16)),
  set_id LowCardinality(FixedString(16)),
  -- As in host_day_v1, of the complete reports of the row: part of the state, since it is told by day.
  not_observable Array(LowCardinality(String)),
  reported SimpleAggregateFunction(groupBitOr, UInt64),
  in_time SimpleAggregateFunction(groupBitOr, UInt64),
  complete SimpleAggregateFunction(groupBitOr, UInt64)
)
ENGINE = @sharded(AggregatingMergeTree)
PARTITION BY epoch
ORDER BY (org, host, platform_id, set_id, not_observable, epoch);

@distributed host_span_v1 BY sipHash64(org, host);

CREATE MATERIALIZED VIEW IF NOT EXISTS host_span_mv_v1 @on_cluster TO @shard(host_span_v1) AS
WITH bitShiftLeft(toUInt64(1), toUInt16(report.day) % 64) AS day_bit
SELECT
  intDiv(toUInt16(report.day), 64) AS epoch,
  report.org AS org,
  sipHash128(toString(report.org), report.host_id) AS host,
  report.platform_id AS platform_id,
  report.set_id AS set_id,
  arraySort(report.not_observable) AS not_observable,
  day_bit AS reported,
  report.in_time * day_bit AS in_time,
  report.complete * day_bit AS complete
FROM @shard(host_day_v1) AS report;

-- On which platforms an organisation ran which sets, and from when to when it reported them in time:
-- reversed and empty (first after last) where it never did.
CREATE TABLE IF NOT EXISTS @local(reach_v1) @on_cluster
(
  org LowCardinality(String),
  platform_id FixedString(16),
  set_id FixedString(16),
  first_in_time SimpleAggregateFunction(min, Date),
  last_in_time SimpleAggregateFunction(max, Date)
)
ENGINE = @sharded(AggregatingMergeTree)
ORDER BY (org, set_id, platform_id);

@distributed reach_v1 BY sipHash64(org, set_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS reach_mv_v1 @on_cluster TO @shard(reach_v1) AS
SELECT
  report.org AS org,
  report.platform_id AS platform_id,
  report.set_id AS set_id,
  min(if(report.in_time = 1, report.day, toDate('2149-06-06'))) AS first_in_time,
  max(if(report.in_time = 1, report.day, toDate('1970-01-01'))) AS last_in_time
FROM @shard(host_day_v1) AS report
GROUP BY org, platform_id, set_id;

-- What was stored before. Both tables hold unions and bounds, so what a view brings meanwhile does no harm.

INSERT INTO host_span_v1 (epoch, org, host, platform_id, set_id, not_observable, reported, in_time, complete)
WITH bitShiftLeft(toUInt64(1), toUInt16(report.day) % 64) AS day_bit
SELECT
  intDiv(toUInt16(report.day), 64),
  report.org,
  sipHash128(toString(report.org), report.host_id),
  report.platform_id,
  report.set_id,
  arraySort(report.not_observable),
  day_bit,
  report.in_time * day_bit,
  report.complete * day_bit
FROM host_day_v1 AS report
SETTINGS max_execution_time = 0;

INSERT INTO reach_v1 (org, platform_id, set_id, first_in_time, last_in_time)
SELECT
  report.org,
  report.platform_id,
  report.set_id,
  min(if(report.in_time = 1, report.day, toDate('2149-06-06'))),
  max(if(report.in_time = 1, report.day, toDate('1970-01-01')))
FROM host_day_v1 AS report
GROUP BY report.org, report.platform_id, report.set_id
SETTINGS max_execution_time = 0;
