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

-- A line is large: each view reads it into typed values once, and never again per member.

CREATE TABLE IF NOT EXISTS set_inbox_v1 @on_cluster
(
  line String,
  CONSTRAINT is_json CHECK isValidJSON(line) AND JSONType(line) = 'Object',
  CONSTRAINT has_id CHECK match(JSONExtractString(line, 'set'), '^[0-9a-f]{32}$'),
  CONSTRAINT has_members CHECK JSONType(line, 'programs') = 'Array' AND JSONType(line, 'objects') = 'Array',
  CONSTRAINT has_lists CHECK
    arrayAll(p -> JSONType(p, 'kfuncs') = 'Array', JSONExtractArrayRaw(line, 'programs'))
    AND arrayAll(
      o -> JSONType(o, 'kfuncs') = 'Array' AND JSONType(o, 'declares') = 'Array',
      JSONExtractArrayRaw(line, 'objects')),
  CONSTRAINT has_programs CHECK arrayAll(
    p -> match(tupleElement(p, 'program'), '^[0-9a-f]{32}$')
      AND match(tupleElement(p, 'evidence'), '^[0-9a-f]{32}$')
      AND match(tupleElement(p, 'object'), '^([0-9a-f]{32})?$')
      AND tupleElement(p, 'type') != ''
      AND isNotNull(tupleElement(p, 'probe'))
      AND arrayAll(k -> isNotNull(tupleElement(k, 'name')) AND tupleElement(k, 'status') != '' AND isNotNull(tupleElement(k, 'sites')), tupleElement(p, 'kfuncs')),
    JSONExtract(line, 'programs', 'Array(Tuple(
      program String, evidence String, object String, type String, probe Nullable(UInt8),
      kfuncs Array(Tuple(name Nullable(String), status String, sites Nullable(UInt64)))))')),
  CONSTRAINT has_objects CHECK arrayAll(
    o -> match(tupleElement(o, 'object'), '^[0-9a-f]{32}$')
      AND match(tupleElement(o, 'evidence'), '^[0-9a-f]{32}$')
      AND arrayAll(k -> isNotNull(tupleElement(k, 'name')) AND tupleElement(k, 'status') != '', tupleElement(o, 'kfuncs')),
    JSONExtract(line, 'objects', 'Array(Tuple(
      object String, evidence String,
      kfuncs Array(Tuple(name Nullable(String), status String))))'))
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS program_mv_v1 @on_cluster TO program_v1 AS
WITH arrayJoin(JSONExtract(line, 'programs', 'Array(Tuple(
  program String, type String, attach_target String, name String, object String))')) AS p
SELECT DISTINCT
  toFixedString(unhex(p.program), 16) AS program_id,
  p.type AS type,
  p.attach_target AS attach_target,
  p.name AS name,
  toFixedString(unhex(p.object), 16) AS object_id
FROM set_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS program_kfunc_mv_v1 @on_cluster TO program_kfunc_v1 AS
WITH arrayJoin(p.kfuncs) AS k
SELECT
  k.name AS kfunc,
  k.module AS module,
  k.status AS status,
  k.guard AS guard,
  toFixedString(unhex(p.program), 16) AS program_id,
  toFixedString(unhex(p.evidence), 16) AS evidence_id,
  k.sites AS sites_min,
  k.sites AS sites_max
FROM (
  SELECT arrayJoin(JSONExtract(line, 'programs', 'Array(Tuple(
    program String, evidence String,
    kfuncs Array(Tuple(name String, module String, status String, guard String, sites UInt64))))')) AS p
  FROM set_inbox_v1
);

CREATE MATERIALIZED VIEW IF NOT EXISTS set_member_program_mv_v1 @on_cluster TO set_member_v1 AS
SELECT
  'program' AS kind,
  toFixedString(unhex(p.program), 16) AS member_id,
  toFixedString(unhex(p.evidence), 16) AS evidence_id,
  set_id,
  p.attached AS attached,
  p.probe AS probe,
  p.loader AS loader
FROM (
  SELECT
    toFixedString(unhex(content.set), 16) AS set_id,
    arrayJoin(content.programs) AS p
  FROM (
    SELECT JSONExtract(line, 'Tuple(set String, programs Array(Tuple(
      program String, evidence String, attached String, probe UInt8, loader String)))') AS content
    FROM set_inbox_v1
  )
);

CREATE MATERIALIZED VIEW IF NOT EXISTS object_mv_v1 @on_cluster TO object_v1 AS
WITH arrayJoin(JSONExtract(line, 'objects', 'Array(Tuple(object String, known_by String))')) AS o
SELECT DISTINCT
  toFixedString(unhex(o.object), 16) AS object_id,
  o.known_by AS known_by
FROM set_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS object_shape_mv_v1 @on_cluster TO object_shape_v1 AS
WITH arrayJoin(o.declares) AS d
SELECT DISTINCT
  toFixedString(unhex(o.object), 16) AS object_id,
  d.name AS kfunc,
  d.shape AS shape
FROM (
  SELECT arrayJoin(JSONExtract(line, 'objects', 'Array(Tuple(
    object String, declares Array(Tuple(name String, shape String))))')) AS o
  FROM set_inbox_v1
);

CREATE MATERIALIZED VIEW IF NOT EXISTS object_kfunc_mv_v1 @on_cluster TO object_kfunc_v1 AS
WITH arrayJoin(o.kfuncs) AS k
SELECT DISTINCT
  k.name AS kfunc,
  k.module AS module,
  k.status AS status,
  k.missing AS missing,
  toFixedString(unhex(o.object), 16) AS object_id,
  toFixedString(unhex(o.evidence), 16) AS evidence_id
FROM (
  SELECT arrayJoin(JSONExtract(line, 'objects', 'Array(Tuple(
    object String, evidence String,
    kfuncs Array(Tuple(name String, module String, status String, missing String))))')) AS o
  FROM set_inbox_v1
);

CREATE MATERIALIZED VIEW IF NOT EXISTS set_member_object_mv_v1 @on_cluster TO set_member_v1 AS
SELECT
  'object' AS kind,
  toFixedString(unhex(o.object), 16) AS member_id,
  toFixedString(unhex(o.evidence), 16) AS evidence_id,
  set_id,
  '' AS attached,
  toUInt8(0) AS probe,
  '' AS loader
FROM (
  SELECT
    toFixedString(unhex(content.set), 16) AS set_id,
    arrayJoin(content.objects) AS o
  FROM (
    SELECT JSONExtract(line,
      'Tuple(set String, objects Array(Tuple(object String, evidence String)))') AS content
    FROM set_inbox_v1
  )
);

CREATE TABLE IF NOT EXISTS catalogue_inbox_v1 @on_cluster
(
  line String,
  CONSTRAINT is_json CHECK isValidJSON(line) AND JSONType(line) = 'Object',
  CONSTRAINT has_id CHECK match(JSONExtractString(line, 'catalogue'), '^[0-9a-f]{32}$'),
  CONSTRAINT has_module CHECK JSONExtractString(line, 'module') != '',
  CONSTRAINT has_list CHECK JSONType(line, 'kfuncs') = 'Array',
  CONSTRAINT has_kfuncs CHECK arrayAll(
    k -> tupleElement(k, 'name') != '' AND isNotNull(tupleElement(k, 'prototype')) AND isNotNull(tupleElement(k, 'shape'))
      AND isNotNull(tupleElement(k, 'tag')) AND isNotNull(tupleElement(k, 'func')) AND isNotNull(tupleElement(k, 'symbol')) AND isNotNull(tupleElement(k, 'callable')),
    JSONExtract(line, 'kfuncs', 'Array(Tuple(
      name String, prototype Nullable(String), shape Nullable(String),
      tag Nullable(UInt8), func Nullable(UInt8), symbol Nullable(UInt8), callable Nullable(UInt8)))'))
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS catalogue_known_mv_v1 @on_cluster TO catalogue_known_v1 AS
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(line, 'catalogue')), 16) AS catalogue_id,
  JSONExtractString(line, 'module') AS module
FROM catalogue_inbox_v1;

CREATE MATERIALIZED VIEW IF NOT EXISTS catalogue_mv_v1 @on_cluster TO catalogue_v1 AS
SELECT
  k.name AS kfunc,
  catalogue_id,
  module,
  k.prototype AS prototype,
  k.shape AS shape,
  k.tag AS tag,
  k.func AS func,
  k.symbol AS symbol,
  k.callable AS callable
FROM (
  SELECT
    toFixedString(unhex(content.catalogue), 16) AS catalogue_id,
    content.module AS module,
    arrayJoin(content.kfuncs) AS k
  FROM (
    SELECT JSONExtract(line, 'Tuple(catalogue String, module String, kfuncs Array(Tuple(
      name String, prototype String, shape String,
      tag UInt8, func UInt8, symbol UInt8, callable UInt8)))') AS content
    FROM catalogue_inbox_v1
  )
);
