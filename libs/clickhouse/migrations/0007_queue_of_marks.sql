-- The queue that a mark was passed in, so that marks of one queue say nothing of another. '' in marks of
-- before. The inbox of marks and its views are made anew, as in 0004.

ALTER TABLE @local(day_state_v1) @on_cluster
  ADD COLUMN IF NOT EXISTS queue LowCardinality(String),
  MODIFY ORDER BY (day, queue_partition, queue);

DROP TABLE IF EXISTS day_state_mv_v1 @on_cluster;

DROP TABLE IF EXISTS day_reopening_mv_v1 @on_cluster;

DROP TABLE IF EXISTS day_inbox_v1 @on_cluster;

CREATE TABLE IF NOT EXISTS day_inbox_v2 @on_cluster
(
  line String,
  CONSTRAINT is_json CHECK isValidJSON(line) AND JSONType(line) = 'Object',
  CONSTRAINT has_kind CHECK JSONExtractString(line, 'kind') IN ('closed', 'reopened'),
  CONSTRAINT has_day CHECK
    toString(toDateOrZero(JSONExtractString(line, 'day'))) = JSONExtractString(line, 'day'),
  CONSTRAINT has_partition CHECK JSONExtractString(line, 'kind') != 'closed' OR (
    JSONType(line, 'partition') IN ('Int64', 'UInt64') AND JSONExtractInt(line, 'partition') >= 0
    AND JSONExtractInt(line, 'partitions') > JSONExtractInt(line, 'partition')
    AND JSONExtractInt(line, 'partitions') < 4294967296
    AND JSONExtractInt(line, 'at') > 0),
  -- Marks that an older version wrote have none.
  CONSTRAINT has_queue CHECK NOT JSONHas(line, 'queue') OR (
    JSONType(line, 'queue') = 'String' AND JSONExtractString(line, 'queue') != ''),
  CONSTRAINT has_letter CHECK JSONExtractString(line, 'kind') != 'reopened' OR (
    JSONExtractString(line, 'org') != '' AND JSONExtractString(line, 'letter') != '')
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS day_state_mv_v2 @on_cluster TO day_state_v1 AS
SELECT
  JSONExtractString(line, 'queue') AS queue,
  toDate(JSONExtractString(line, 'day')) AS day,
  toUInt32(JSONExtractUInt(line, 'partition')) AS queue_partition,
  toUInt32(JSONExtractUInt(line, 'partitions')) AS queue_partitions,
  fromUnixTimestamp64Milli(JSONExtractInt(line, 'at'), 'UTC') AS marked_at
FROM day_inbox_v2
WHERE JSONExtractString(line, 'kind') = 'closed';

CREATE MATERIALIZED VIEW IF NOT EXISTS day_reopening_mv_v2 @on_cluster TO day_reopening_v1 AS
SELECT
  toDate(JSONExtractString(line, 'day')) AS day,
  JSONExtractString(line, 'org') AS org,
  JSONExtractString(line, 'letter') AS letter
FROM day_inbox_v2
WHERE JSONExtractString(line, 'kind') = 'reopened';
