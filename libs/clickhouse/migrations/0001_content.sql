-- Content: the same for every host and organisation. It carries no organisation; a row is visible to
-- a caller only through host_day_v1 rows that the caller may see. Every id is computed by the gateway
-- from the content, so a row that is written twice is the same row.

CREATE TABLE IF NOT EXISTS @local(platform_v1) @on_cluster
(
  platform_id FixedString(16),
  release String,
  arch LowCardinality(String),
  distro LowCardinality(String),
  distro_version String
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY platform_id;

CREATE TABLE IF NOT EXISTS @local(platform_catalogue_v1) @on_cluster
(
  platform_id FixedString(16),
  catalogue_id FixedString(16)
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY (platform_id, catalogue_id);

-- One row per catalogue that was put, an empty one included: tells "offers nothing" from "not known".
CREATE TABLE IF NOT EXISTS @local(catalogue_known_v1) @on_cluster
(
  catalogue_id FixedString(16),
  module LowCardinality(String)
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY catalogue_id;

CREATE TABLE IF NOT EXISTS @local(catalogue_v1) @on_cluster
(
  kfunc String,
  catalogue_id FixedString(16),
  module LowCardinality(String),
  prototype String,
  shape String,
  tag UInt8,
  func UInt8,
  symbol UInt8,
  callable UInt8
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY (kfunc, catalogue_id);

CREATE TABLE IF NOT EXISTS @local(program_v1) @on_cluster
(
  program_id FixedString(16),
  type LowCardinality(String),
  attach_target String,
  name String,
  object_id FixedString(16)
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY program_id;

CREATE TABLE IF NOT EXISTS @local(object_v1) @on_cluster
(
  object_id FixedString(16),
  known_by LowCardinality(String)
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY object_id;

CREATE TABLE IF NOT EXISTS @local(object_shape_v1) @on_cluster
(
  object_id FixedString(16),
  kfunc String,
  shape String
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY (object_id, kfunc);

-- What one kernel made of a program. Sites are covered by no id, so they are kept as bounds, and no
-- answer shows them: any host that runs the same content could change them.
CREATE TABLE IF NOT EXISTS @local(program_kfunc_v1) @on_cluster
(
  kfunc String,
  module LowCardinality(String),
  status LowCardinality(String),
  guard LowCardinality(String),
  program_id FixedString(16),
  evidence_id FixedString(16),
  sites_min SimpleAggregateFunction(min, UInt64),
  sites_max SimpleAggregateFunction(max, UInt64)
)
ENGINE = @everywhere(AggregatingMergeTree)
ORDER BY (kfunc, module, status, guard, program_id, evidence_id);

CREATE TABLE IF NOT EXISTS @local(object_kfunc_v1) @on_cluster
(
  kfunc String,
  module LowCardinality(String),
  status LowCardinality(String),
  missing LowCardinality(String),
  object_id FixedString(16),
  evidence_id FixedString(16)
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY (kfunc, module, status, missing, object_id, evidence_id);

-- kind: 'program' or 'object'. Objects have no attachment, probe or loader of their own.
CREATE TABLE IF NOT EXISTS @local(set_member_v1) @on_cluster
(
  kind LowCardinality(String),
  member_id FixedString(16),
  evidence_id FixedString(16),
  set_id FixedString(16),
  attached LowCardinality(String),
  probe UInt8,
  loader String
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY (kind, member_id, evidence_id, set_id, attached, probe, loader);
