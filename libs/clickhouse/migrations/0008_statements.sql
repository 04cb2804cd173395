-- Statements of use. A version is told by its text: of two texts of one version the one received first
-- is the version, and a decision is about one text. So rows are states, and no order matters.

CREATE TABLE IF NOT EXISTS @local(statement_v1) @on_cluster
(
  kfunc String,
  org LowCardinality(String),
  statement_id String,
  version UInt32,
  digest FixedString(16),
  withdrawn SimpleAggregateFunction(max, UInt8),
  who SimpleAggregateFunction(max, String),
  how SimpleAggregateFunction(max, String),
  why SimpleAggregateFunction(max, String),
  contact SimpleAggregateFunction(max, String),
  received_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = @everywhere(AggregatingMergeTree)
ORDER BY (kfunc, org, statement_id, version, digest);

-- decision: 'published' or 'refused'; both may be there.
CREATE TABLE IF NOT EXISTS @local(statement_decision_v1) @on_cluster
(
  kfunc String,
  org LowCardinality(String),
  statement_id String,
  version UInt32,
  digest FixedString(16),
  decision LowCardinality(String),
  received_at SimpleAggregateFunction(min, DateTime64(3, 'UTC'))
)
ENGINE = @everywhere(AggregatingMergeTree)
ORDER BY (kfunc, org, statement_id, version, digest, decision);

CREATE TABLE IF NOT EXISTS statement_inbox_v1 @on_cluster
(
  line String,
  CONSTRAINT is_json CHECK isValidJSON(line) AND JSONType(line) = 'Object',
  CONSTRAINT has_kind CHECK JSONExtractString(line, 'kind') IN ('version', 'decision'),
  CONSTRAINT has_organisation CHECK JSONExtractString(line, 'org') != '',
  CONSTRAINT has_kfunc CHECK JSONExtractString(line, 'kfunc') != '',
  CONSTRAINT has_id CHECK
    match(JSONExtractString(line, 'id'), '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'),
  CONSTRAINT has_digest CHECK match(JSONExtractString(line, 'digest'), '^[0-9a-f]{32}$'),
  CONSTRAINT has_numbers CHECK arrayAll(
    name -> JSONType(line, name) IN ('Int64', 'UInt64') AND JSONExtractInt(line, name) > 0,
    ['version', 'received_at']) AND JSONExtractInt(line, 'version') < 4294967296,
  CONSTRAINT has_texts CHECK JSONExtractString(line, 'kind') != 'version' OR (
    arrayAll(name -> JSONType(line, name) = 'String', ['who', 'how', 'why', 'contact'])
    AND JSONType(line, 'withdrawn') IN ('Int64', 'UInt64')
    AND JSONExtractInt(line, 'withdrawn') IN (0, 1)),
  CONSTRAINT has_decision CHECK JSONExtractString(line, 'kind') != 'decision'
    OR JSONExtractString(line, 'decision') IN ('published', 'refused')
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS statement_mv_v1 @on_cluster TO statement_v1 AS
SELECT
  JSONExtractString(line, 'kfunc') AS kfunc,
  JSONExtractString(line, 'org') AS org,
  JSONExtractString(line, 'id') AS statement_id,
  toUInt32(JSONExtractUInt(line, 'version')) AS version,
  toFixedString(unhex(JSONExtractString(line, 'digest')), 16) AS digest,
  toUInt8(JSONExtractUInt(line, 'withdrawn')) AS withdrawn,
  JSONExtractString(line, 'who') AS who,
  JSONExtractString(line, 'how') AS how,
  JSONExtractString(line, 'why') AS why,
  JSONExtractString(line, 'contact') AS contact,
  fromUnixTimestamp64Milli(JSONExtractInt(line, 'received_at'), 'UTC') AS received_at
FROM statement_inbox_v1
WHERE JSONExtractString(line, 'kind') = 'version';

CREATE MATERIALIZED VIEW IF NOT EXISTS statement_decision_mv_v1 @on_cluster TO statement_decision_v1 AS
SELECT
  JSONExtractString(line, 'kfunc') AS kfunc,
  JSONExtractString(line, 'org') AS org,
  JSONExtractString(line, 'id') AS statement_id,
  toUInt32(JSONExtractUInt(line, 'version')) AS version,
  toFixedString(unhex(JSONExtractString(line, 'digest')), 16) AS digest,
  JSONExtractString(line, 'decision') AS decision,
  fromUnixTimestamp64Milli(JSONExtractInt(line, 'received_at'), 'UTC') AS received_at
FROM statement_inbox_v1
WHERE JSONExtractString(line, 'kind') = 'decision';
