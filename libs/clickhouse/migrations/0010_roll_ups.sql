-- Figures of the usual windows, by organisation, and what tells whether they are of what is stored now.

-- Changes with every insert of reports of the day, also one that brings nothing new: a random number for
-- each row, put together by exclusive or. It is no fact: it says only that what was derived is to be
-- derived again.
CREATE TABLE IF NOT EXISTS @local(day_change_v1) @on_cluster
(
  org LowCardinality(String),
  day Date,
  change SimpleAggregateFunction(groupBitXor, UInt64)
)
ENGINE = @sharded(AggregatingMergeTree)
ORDER BY (org, day);

@distributed day_change_v1 BY sipHash64(org);

CREATE MATERIALIZED VIEW IF NOT EXISTS day_change_mv_v1 @on_cluster TO @shard(day_change_v1) AS
SELECT report.org AS org, report.day AS day, groupBitXor(rand64()) AS change
FROM @shard(host_day_v1) AS report
GROUP BY org, day;

-- Content of which every row is stored: written by a statement of its own, after the one that brings it.
CREATE TABLE IF NOT EXISTS @local(content_known_v1) @on_cluster
(
  content_id FixedString(16)
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY content_id;

CREATE TABLE IF NOT EXISTS content_known_inbox_v1 @on_cluster (line String) ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS content_known_mv_v1 @on_cluster TO content_known_v1 AS
SELECT DISTINCT toFixedString(
  unhex(JSONExtractString(line, if(JSONHas(line, 'catalogue'), 'catalogue', 'set'))), 16) AS content_id
FROM content_known_inbox_v1;

-- A roll-up of an organisation: the window of `days` days that ends on `end_day`, the state of its days
-- that it was built of, and the content that it lacked; `build` is of both. Written last: figures of a
-- build without this row are not read.
CREATE TABLE IF NOT EXISTS @local(roll_up_v1) @on_cluster
(
  days UInt16,
  end_day Date,
  org LowCardinality(String),
  state FixedString(16),
  build FixedString(16),
  lacking Array(FixedString(16))
)
ENGINE = @everywhere(ReplacingMergeTree)
PARTITION BY toYYYYMM(end_day)
ORDER BY (days, end_day, org, state, build);

CREATE TABLE IF NOT EXISTS @local(usage_window_v1) @on_cluster
(
  days UInt16,
  end_day Date,
  kfunc String,
  module LowCardinality(String),
  org LowCardinality(String),
  build FixedString(16),
  exposed UInt64,
  not_observable UInt64,
  users UInt64,
  users_not_covered UInt64,
  users_by_rung Array(UInt64),
  seen_by_rung Array(UInt64)
)
ENGINE = @everywhere(ReplacingMergeTree)
PARTITION BY toYYYYMM(end_day)
ORDER BY (days, end_day, kfunc, module, org, build);

CREATE TABLE IF NOT EXISTS @local(population_window_v1) @on_cluster
(
  days UInt16,
  end_day Date,
  org LowCardinality(String),
  build FixedString(16),
  reporting UInt64,
  complete UInt64,
  silent UInt64,
  late UInt64,
  exposure_unknown UInt64,
  loss_hosts Map(String, UInt64),
  loss_times Map(String, UInt64)
)
ENGINE = @everywhere(ReplacingMergeTree)
PARTITION BY toYYYYMM(end_day)
ORDER BY (days, end_day, org, build);

-- What was stored before.

INSERT INTO day_change_v1 (org, day, change)
SELECT org, day, rand64() FROM (SELECT DISTINCT org, day FROM host_day_v1)
SETTINGS max_execution_time = 0;

INSERT INTO content_known_v1 (content_id)
SELECT DISTINCT set_id FROM set_member_v1
UNION DISTINCT
SELECT DISTINCT catalogue_id FROM catalogue_known_v1;
