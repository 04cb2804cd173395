-- Inboxes take the lines of the queue as they are; views take them apart. A line that is not what
-- libs/report/src/lines.ts says fails its insert: it is never stored as zeros.

CREATE TABLE IF NOT EXISTS host_inbox_v1 @on_cluster
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
  CONSTRAINT has_maps CHECK arrayAll(
    name -> JSONType(line, name) = 'Object'
      AND arrayAll(
        entry -> match(entry.2, '^[0-9]{1,16}$'),
        JSONExtractKeysAndValuesRaw(line, name)),
    ['losses', 'loaded_by_type', 'with_kfuncs_by_type'])
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS host_day_mv_v1 @on_cluster TO host_day_v1 AS
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
  JSONExtractUInt(line, 'programs_loaded') AS programs_loaded,
  JSONExtractUInt(line, 'programs_read') AS programs_read,
  JSONExtract(line, 'loaded_by_type', 'Map(String, UInt64)') AS loaded_by_type,
  JSONExtract(line, 'with_kfuncs_by_type', 'Map(String, UInt64)') AS with_kfuncs_by_type
FROM host_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS host_loss_mv_v1 @on_cluster TO host_loss_v1 AS
SELECT
  toDate(fromUnixTimestamp64Milli(JSONExtractInt(line, 'received_at'), 'UTC')) AS day,
  JSONExtractString(line, 'org') AS org,
  toFixedString(unhex(JSONExtractString(line, 'host')), 16) AS host_id,
  toFixedString(unhex(JSONExtractString(line, 'boot')), 16) AS boot_id,
  JSONExtractUInt(line, 'seq') AS last_seq,
  JSONExtractUInt(line, 'ids_unseen') AS ids_unseen,
  JSONExtract(line, 'losses', 'Map(String, UInt64)') AS losses
FROM host_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS platform_mv_v1 @on_cluster TO platform_v1 AS
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(line, 'platform')), 16) AS platform_id,
  JSONExtractString(line, 'release') AS release,
  JSONExtractString(line, 'arch') AS arch,
  JSONExtractString(line, 'distro') AS distro,
  JSONExtractString(line, 'distro_version') AS distro_version
FROM host_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS platform_catalogue_mv_v1 @on_cluster TO platform_catalogue_v1 AS
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(line, 'platform')), 16) AS platform_id,
  toFixedString(unhex(arrayJoin(JSONExtract(line, 'catalogues', 'Array(String)'))), 16) AS catalogue_id
FROM host_inbox_v1;

CREATE TABLE IF NOT EXISTS set_inbox_v1 @on_cluster
(
  line String,
  CONSTRAINT is_json CHECK isValidJSON(line) AND JSONType(line) = 'Object',
  CONSTRAINT has_id CHECK match(JSONExtractString(line, 'set'), '^[0-9a-f]{32}$'),
  CONSTRAINT has_members CHECK JSONType(line, 'programs') = 'Array' AND JSONType(line, 'objects') = 'Array',
  CONSTRAINT has_programs CHECK arrayAll(
    p -> match(JSONExtractString(p, 'program'), '^[0-9a-f]{32}$')
      AND match(JSONExtractString(p, 'evidence'), '^[0-9a-f]{32}$')
      AND match(JSONExtractString(p, 'object'), '^([0-9a-f]{32})?$')
      AND JSONExtractString(p, 'type') != ''
      AND JSONType(p, 'kfuncs') = 'Array'
      AND arrayAll(
        k -> JSONType(k, 'name') = 'String' AND JSONExtractString(k, 'status') != ''
          AND JSONType(k, 'sites') IN ('Int64', 'UInt64'),
        JSONExtractArrayRaw(p, 'kfuncs')),
    JSONExtractArrayRaw(line, 'programs')),
  CONSTRAINT has_objects CHECK arrayAll(
    o -> match(JSONExtractString(o, 'object'), '^[0-9a-f]{32}$')
      AND match(JSONExtractString(o, 'evidence'), '^[0-9a-f]{32}$')
      AND JSONType(o, 'declares') = 'Array'
      AND JSONType(o, 'kfuncs') = 'Array'
      AND arrayAll(
        k -> JSONType(k, 'name') = 'String' AND JSONExtractString(k, 'status') != '',
        JSONExtractArrayRaw(o, 'kfuncs')),
    JSONExtractArrayRaw(line, 'objects'))
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS program_mv_v1 @on_cluster TO program_v1 AS
WITH arrayJoin(JSONExtractArrayRaw(line, 'programs')) AS p
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(p, 'program')), 16) AS program_id,
  JSONExtractString(p, 'type') AS type,
  JSONExtractString(p, 'attach_target') AS attach_target,
  JSONExtractString(p, 'name') AS name,
  toFixedString(unhex(JSONExtractString(p, 'object')), 16) AS object_id
FROM set_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS program_kfunc_mv_v1 @on_cluster TO program_kfunc_v1 AS
WITH arrayJoin(JSONExtractArrayRaw(p, 'kfuncs')) AS k
SELECT
  JSONExtractString(k, 'name') AS kfunc,
  JSONExtractString(k, 'module') AS module,
  JSONExtractString(k, 'status') AS status,
  JSONExtractString(k, 'guard') AS guard,
  toFixedString(unhex(JSONExtractString(p, 'program')), 16) AS program_id,
  toFixedString(unhex(JSONExtractString(p, 'evidence')), 16) AS evidence_id,
  JSONExtractUInt(k, 'sites') AS sites_min,
  JSONExtractUInt(k, 'sites') AS sites_max
FROM (SELECT arrayJoin(JSONExtractArrayRaw(line, 'programs')) AS p FROM set_inbox_v1);

CREATE MATERIALIZED VIEW IF NOT EXISTS set_member_program_mv_v1 @on_cluster TO set_member_v1 AS
WITH arrayJoin(JSONExtractArrayRaw(line, 'programs')) AS p
SELECT
  'program' AS kind,
  toFixedString(unhex(JSONExtractString(p, 'program')), 16) AS member_id,
  toFixedString(unhex(JSONExtractString(p, 'evidence')), 16) AS evidence_id,
  toFixedString(unhex(JSONExtractString(line, 'set')), 16) AS set_id,
  JSONExtractString(p, 'attached') AS attached,
  toUInt8(JSONExtractUInt(p, 'probe')) AS probe,
  JSONExtractString(p, 'loader') AS loader
FROM set_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS object_mv_v1 @on_cluster TO object_v1 AS
WITH arrayJoin(JSONExtractArrayRaw(line, 'objects')) AS o
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(o, 'object')), 16) AS object_id,
  JSONExtractString(o, 'known_by') AS known_by
FROM set_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS object_shape_mv_v1 @on_cluster TO object_shape_v1 AS
WITH arrayJoin(JSONExtractArrayRaw(o, 'declares')) AS d
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(o, 'object')), 16) AS object_id,
  JSONExtractString(d, 'name') AS kfunc,
  JSONExtractString(d, 'shape') AS shape
FROM (SELECT arrayJoin(JSONExtractArrayRaw(line, 'objects')) AS o FROM set_inbox_v1);

CREATE MATERIALIZED VIEW IF NOT EXISTS object_kfunc_mv_v1 @on_cluster TO object_kfunc_v1 AS
WITH arrayJoin(JSONExtractArrayRaw(o, 'kfuncs')) AS k
SELECT DISTINCT
  JSONExtractString(k, 'name') AS kfunc,
  JSONExtractString(k, 'module') AS module,
  JSONExtractString(k, 'status') AS status,
  JSONExtractString(k, 'missing') AS missing,
  toFixedString(unhex(JSONExtractString(o, 'object')), 16) AS object_id,
  toFixedString(unhex(JSONExtractString(o, 'evidence')), 16) AS evidence_id
FROM (SELECT arrayJoin(JSONExtractArrayRaw(line, 'objects')) AS o FROM set_inbox_v1);

CREATE MATERIALIZED VIEW IF NOT EXISTS set_member_object_mv_v1 @on_cluster TO set_member_v1 AS
WITH arrayJoin(JSONExtractArrayRaw(line, 'objects')) AS o
SELECT
  'object' AS kind,
  toFixedString(unhex(JSONExtractString(o, 'object')), 16) AS member_id,
  toFixedString(unhex(JSONExtractString(o, 'evidence')), 16) AS evidence_id,
  toFixedString(unhex(JSONExtractString(line, 'set')), 16) AS set_id,
  '' AS attached,
  toUInt8(0) AS probe,
  '' AS loader
FROM set_inbox_v1;

CREATE TABLE IF NOT EXISTS catalogue_inbox_v1 @on_cluster
(
  line String,
  CONSTRAINT is_json CHECK isValidJSON(line) AND JSONType(line) = 'Object',
  CONSTRAINT has_id CHECK match(JSONExtractString(line, 'catalogue'), '^[0-9a-f]{32}$'),
  CONSTRAINT has_module CHECK JSONExtractString(line, 'module') != '',
  CONSTRAINT has_kfuncs CHECK JSONType(line, 'kfuncs') = 'Array' AND arrayAll(
    k -> JSONExtractString(k, 'name') != ''
      AND arrayAll(name -> JSONType(k, name) IN ('Int64', 'UInt64'), ['tag', 'func', 'symbol', 'callable']),
    JSONExtractArrayRaw(line, 'kfuncs'))
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS catalogue_known_mv_v1 @on_cluster TO catalogue_known_v1 AS
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(line, 'catalogue')), 16) AS catalogue_id,
  JSONExtractString(line, 'module') AS module
FROM catalogue_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS catalogue_mv_v1 @on_cluster TO catalogue_v1 AS
WITH arrayJoin(JSONExtractArrayRaw(line, 'kfuncs')) AS k
SELECT
  JSONExtractString(k, 'name') AS kfunc,
  toFixedString(unhex(JSONExtractString(line, 'catalogue')), 16) AS catalogue_id,
  JSONExtractString(line, 'module') AS module,
  JSONExtractString(k, 'prototype') AS prototype,
  JSONExtractString(k, 'shape') AS shape,
  toUInt8(JSONExtractUInt(k, 'tag')) AS tag,
  toUInt8(JSONExtractUInt(k, 'func')) AS func,
  toUInt8(JSONExtractUInt(k, 'symbol')) AS symbol,
  toUInt8(JSONExtractUInt(k, 'callable')) AS callable
FROM catalogue_inbox_v1;
