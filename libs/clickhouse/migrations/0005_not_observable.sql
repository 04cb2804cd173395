-- Kfuncs whose calls a complete report could not have shown, since the kernel inlines them and a program
-- lacks the line info. The inbox of host lines and its views are made anew, as in 0004.

ALTER TABLE @shard(host_day_v1) @on_cluster
  ADD COLUMN IF NOT EXISTS not_observable SimpleAggregateFunction(groupUniqArrayArray, Array(String));

-- On one machine the same table, which has the column by now; on a cluster the view over all shards.
ALTER TABLE host_day_v1 @on_cluster
  ADD COLUMN IF NOT EXISTS not_observable SimpleAggregateFunction(groupUniqArrayArray, Array(String));

DROP TABLE IF EXISTS host_day_mv_v1 @on_cluster;

DROP TABLE IF EXISTS host_loss_mv_v1 @on_cluster;

DROP TABLE IF EXISTS platform_mv_v1 @on_cluster;

DROP TABLE IF EXISTS platform_catalogue_mv_v1 @on_cluster;

DROP TABLE IF EXISTS host_inbox_v1 @on_cluster;

CREATE TABLE IF NOT EXISTS host_inbox_v2 @on_cluster
(
  line String,
  CONSTRAINT is_json CHECK isValidJSON(line) AND JSONType(line) = 'Object',
  CONSTRAINT has_organisation CHECK JSONExtractString(line, 'org') != '',
  CONSTRAINT has_ids CHECK
    match(JSONExtractString(line, 'host'), '^[0-9a-f]{32}$')
    AND match(JSONExtractString(line, 'platform'), '^[0-9a-f]{32}$')
    AND match(JSONExtractString(line, 'set'), '^[0-9a-f]{32}$')
    AND match(JSONExtractString(line, 'boot'), '^[0-9a-f]{32}$')
    AND arrayAll(id -> match(id, '^[0-9a-f]{32}$'), JSONExtract(line, 'catalogues', 'Array(String)'))
    AND length(JSONExtract(line, 'catalogues', 'Array(String)')) = JSONLength(line, 'catalogues'),
  CONSTRAINT has_receive_time CHECK JSONExtractInt(line, 'received_at') > 0,
  CONSTRAINT has_numbers CHECK arrayAll(
    name -> JSONType(line, name) IN ('Int64', 'UInt64') AND JSONExtractInt(line, name) >= 0,
    ['received_at', 'collected_at', 'late', 'complete', 'seq', 'programs_loaded', 'programs_read', 'ids_unseen']),
  CONSTRAINT has_not_observable CHECK JSONType(line, 'not_observable') = 'Array',
  CONSTRAINT has_maps CHECK arrayAll(
    name -> JSONType(line, name) = 'Object'
      AND arrayAll(
        entry -> match(entry.2, '^[0-9]{1,16}$'),
        JSONExtractKeysAndValuesRaw(line, name)),
    ['losses', 'loaded_by_type', 'with_kfuncs_by_type'])
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS host_day_mv_v2 @on_cluster TO host_day_v1 AS
WITH
  JSONExtractInt(line, 'received_at') AS received_ms,
  fromUnixTimestamp64Milli(received_ms, 'UTC') AS received,
  JSONExtractUInt(line, 'late') = 0 AS timely
SELECT
  toDate(received) AS day,
  JSONExtractString(line, 'org') AS org,
  toFixedString(unhex(JSONExtractString(line, 'host')), 16) AS host_id,
  toFixedString(unhex(JSONExtractString(line, 'platform')), 16) AS platform_id,
  toFixedString(unhex(JSONExtractString(line, 'set')), 16) AS set_id,
  toUInt8(timely AND JSONExtractUInt(line, 'complete') = 1) AS complete,
  toUInt8(timely) AS in_time,
  received AS first_seen,
  received AS last_seen,
  JSONExtractInt(line, 'collected_at') - received_ms AS skew_min_ms,
  skew_min_ms AS skew_max_ms,
  [JSONExtractString(line, 'agent_version')] AS agent_versions,
  if(complete = 1, arraySort(JSONExtract(line, 'not_observable', 'Array(String)')), []) AS not_observable,
  JSONExtractUInt(line, 'programs_loaded') AS programs_loaded,
  JSONExtractUInt(line, 'programs_read') AS programs_read,
  JSONExtract(line, 'loaded_by_type', 'Map(String, UInt64)') AS loaded_by_type,
  JSONExtract(line, 'with_kfuncs_by_type', 'Map(String, UInt64)') AS with_kfuncs_by_type
FROM host_inbox_v2;

CREATE MATERIALIZED VIEW IF NOT EXISTS host_loss_mv_v2 @on_cluster TO host_loss_v1 AS
SELECT
  toDate(fromUnixTimestamp64Milli(JSONExtractInt(line, 'received_at'), 'UTC')) AS day,
  JSONExtractString(line, 'org') AS org,
  toFixedString(unhex(JSONExtractString(line, 'host')), 16) AS host_id,
  toFixedString(unhex(JSONExtractString(line, 'boot')), 16) AS boot_id,
  JSONExtractUInt(line, 'seq') AS last_seq,
  JSONExtractUInt(line, 'ids_unseen') AS ids_unseen,
  JSONExtract(line, 'losses', 'Map(String, UInt64)') AS losses
FROM host_inbox_v2;

CREATE MATERIALIZED VIEW IF NOT EXISTS platform_mv_v2 @on_cluster TO platform_v1 AS
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(line, 'platform')), 16) AS platform_id,
  JSONExtractString(line, 'release') AS release,
  JSONExtractString(line, 'arch') AS arch,
  JSONExtractString(line, 'distro') AS distro,
  JSONExtractString(line, 'distro_version') AS distro_version
FROM host_inbox_v2;

CREATE MATERIALIZED VIEW IF NOT EXISTS platform_catalogue_mv_v2 @on_cluster TO platform_catalogue_v1 AS
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(line, 'platform')), 16) AS platform_id,
  toFixedString(unhex(arrayJoin(JSONExtract(line, 'catalogues', 'Array(String)'))), 16) AS catalogue_id
FROM host_inbox_v2;
