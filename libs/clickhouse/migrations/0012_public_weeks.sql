-- What was published of a week, as it was published: of several the first one stands.
CREATE TABLE IF NOT EXISTS @local(public_week_v1) @on_cluster
(
  week String,
  built_at DateTime64(3, 'UTC'),
  document String
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY (week, built_at, document);

CREATE TABLE IF NOT EXISTS public_week_inbox_v1 @on_cluster
(
  line String,
  CONSTRAINT is_json CHECK isValidJSON(line) AND JSONType(line) = 'Object',
  CONSTRAINT has_week CHECK match(JSONExtractString(line, 'week'), '^[0-9]{4}-W[0-9]{2}$'),
  CONSTRAINT has_time CHECK isNotNull(
    parseDateTime64BestEffortOrNull(JSONExtractString(line, 'built_at'), 3, 'UTC'))
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS public_week_mv_v1 @on_cluster TO public_week_v1 AS
SELECT
  JSONExtractString(line, 'week') AS week,
  parseDateTime64BestEffort(JSONExtractString(line, 'built_at'), 3, 'UTC') AS built_at,
  line AS document
FROM public_week_inbox_v1;
