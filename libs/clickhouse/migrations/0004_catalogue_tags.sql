-- How an entry of a catalogue is known, and the decl tags of its FUNC. The inbox and its views are made
-- anew, since a view's query and a constraint are not edited in place.

ALTER TABLE @local(catalogue_v1) @on_cluster
  ADD COLUMN IF NOT EXISTS known_by LowCardinality(String) DEFAULT 'tag',
  ADD COLUMN IF NOT EXISTS tags Array(String);

DROP TABLE IF EXISTS catalogue_known_mv_v1 @on_cluster;

DROP TABLE IF EXISTS catalogue_mv_v1 @on_cluster;

DROP TABLE IF EXISTS catalogue_inbox_v1 @on_cluster;

CREATE TABLE IF NOT EXISTS catalogue_inbox_v2 @on_cluster
(
  line String,
  CONSTRAINT is_json CHECK isValidJSON(line) AND JSONType(line) = 'Object',
  CONSTRAINT has_id CHECK match(JSONExtractString(line, 'catalogue'), '^[0-9a-f]{32}$'),
  CONSTRAINT has_module CHECK JSONExtractString(line, 'module') != '',
  CONSTRAINT has_list CHECK JSONType(line, 'kfuncs') = 'Array',
  CONSTRAINT has_kfuncs CHECK arrayAll(
    k -> tupleElement(k, 'name') != '' AND isNotNull(tupleElement(k, 'prototype')) AND isNotNull(tupleElement(k, 'shape'))
      AND isNotNull(tupleElement(k, 'tag')) AND isNotNull(tupleElement(k, 'func')) AND isNotNull(tupleElement(k, 'symbol')) AND isNotNull(tupleElement(k, 'callable'))
      AND tupleElement(k, 'known_by') != '',
    JSONExtract(line, 'kfuncs', 'Array(Tuple(
      name String, prototype Nullable(String), shape Nullable(String),
      tag Nullable(UInt8), func Nullable(UInt8), symbol Nullable(UInt8), callable Nullable(UInt8),
      known_by String))')),
  CONSTRAINT has_tags CHECK arrayAll(
    k -> JSONType(k, 'tags') = 'Array', JSONExtractArrayRaw(line, 'kfuncs'))
)
ENGINE = Null;

CREATE MATERIALIZED VIEW IF NOT EXISTS catalogue_known_mv_v2 @on_cluster TO catalogue_known_v1 AS
SELECT DISTINCT
  toFixedString(unhex(JSONExtractString(line, 'catalogue')), 16) AS catalogue_id,
  JSONExtractString(line, 'module') AS module
FROM catalogue_inbox_v2;

CREATE MATERIALIZED VIEW IF NOT EXISTS catalogue_mv_v2 @on_cluster TO catalogue_v1 AS
SELECT
  k.name AS kfunc,
  catalogue_id,
  module,
  k.prototype AS prototype,
  k.shape AS shape,
  k.tag AS tag,
  k.func AS func,
  k.symbol AS symbol,
  k.callable AS callable,
  k.known_by AS known_by,
  k.tags AS tags
FROM (
  SELECT
    toFixedString(unhex(content.catalogue), 16) AS catalogue_id,
    content.module AS module,
    arrayJoin(content.kfuncs) AS k
  FROM (
    SELECT JSONExtract(line, 'Tuple(catalogue String, module String, kfuncs Array(Tuple(
      name String, prototype String, shape String,
      tag UInt8, func UInt8, symbol UInt8, callable UInt8,
      known_by String, tags Array(String))))') AS content
    FROM catalogue_inbox_v2
  )
);
