-- Which UTC days are over, and which were opened again. A mark in a partition of the queue says that
-- whatever was received on its day or before precedes it there, so a day is over once a mark of that
-- day, or of a later one, was passed in every partition.

CREATE TABLE IF NOT EXISTS @local(day_state_v1) @on_cluster
(
  day Date,
  queue_partition UInt32,
  queue_partitions SimpleAggregateFunction(max, UInt32),
  marked_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = @everywhere(AggregatingMergeTree)
ORDER BY (day, queue_partition);

-- A dead letter of the day that was replayed: the version of a day is one more than there are of these.
CREATE TABLE IF NOT EXISTS @local(day_reopening_v1) @on_cluster
(
  day Date,
  org LowCardinality(String),
  letter String
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY (org, day, letter);

CREATE TABLE IF NOT EXISTS day_inbox_v1 @on_cluster
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
  CONSTRAINT has_letter CHECK JSONExtractString(line, 'kind') != 'reopened' OR (
    JSONExtractString(line, 'org') != '' AND JSONExtractString(line, 'letter') != '')
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS day_state_mv_v1 @on_cluster TO day_state_v1 AS
SELECT
  toDate(JSONExtractString(line, 'day')) AS day,
  toUInt32(JSONExtractUInt(line, 'partition')) AS queue_partition,
  toUInt32(JSONExtractUInt(line, 'partitions')) AS queue_partitions,
  fromUnixTimestamp64Milli(JSONExtractInt(line, 'at'), 'UTC') AS marked_at
FROM day_inbox_v1
WHERE JSONExtractString(line, 'kind') = 'closed';

CREATE MATERIALIZED VIEW IF NOT EXISTS day_reopening_mv_v1 @on_cluster TO day_reopening_v1 AS
SELECT
  toDate(JSONExtractString(line, 'day')) AS day,
  JSONExtractString(line, 'org') AS org,
  JSONExtractString(line, 'letter') AS letter
FROM day_inbox_v1
WHERE JSONExtractString(line, 'kind') = 'reopened';
