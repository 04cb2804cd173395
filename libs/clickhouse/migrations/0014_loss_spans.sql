-- The same facts as host_loss_v1, a row for each boot, reason and epoch of 64 days instead of each day: the
-- count of each day by its place in the epoch, zeros left out. The reason '' is that of ids_unseen. Fed
-- from what is written into host_loss_v1; a row that is written twice is the same row.

CREATE TABLE IF NOT EXISTS @local(host_loss_span_v1) @on_cluster
(
  epoch UInt16,
  org LowCardinality(String),
  reason LowCardinality(String),
  -- As in host_span_v1.
  host FixedString(16),
  boot_id FixedString(16),
  counts SimpleAggregateFunction(maxMap, Map(UInt8, UInt64))
)
ENGINE = @sharded(AggregatingMergeTree)
PARTITION BY epoch
ORDER BY (org, host, boot_id, reason, epoch);

@distributed host_loss_span_v1 BY sipHash64(org, host);

CREATE MATERIALIZED VIEW IF NOT EXISTS host_loss_span_mv_v1 @on_cluster TO @shard(host_loss_span_v1) AS
SELECT
  intDiv(toUInt16(report.day), 64) AS epoch,
  report.org AS org,
  loss.1 AS reason,
  sipHash128(toString(report.org), report.host_id) AS host,
  report.boot_id AS boot_id,
  map(toUInt8(toUInt16(report.day) % 64), loss.2) AS counts
FROM @shard(host_loss_v1) AS report
ARRAY JOIN arrayConcat(
  [('', report.ids_unseen)],
  CAST(report.losses, 'Array(Tuple(String, UInt64))')) AS loss
WHERE loss.2 > 0;

-- What was stored before.

INSERT INTO host_loss_span_v1 (epoch, org, reason, host, boot_id, counts)
SELECT
  intDiv(toUInt16(report.day), 64),
  report.org,
  loss.1,
  sipHash128(toString(report.org), report.host_id),
  report.boot_id,
  map(toUInt8(toUInt16(report.day) % 64), loss.2)
FROM host_loss_v1 AS report
ARRAY JOIN arrayConcat(
  [('', report.ids_unseen)],
  CAST(report.losses, 'Array(Tuple(String, UInt64))')) AS loss
WHERE loss.2 > 0
SETTINGS max_execution_time = 0;
