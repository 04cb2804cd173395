-- What sets show, by kfunc: which sets hold one, and at which rungs, is read in the order of this table
-- instead of being joined from members and what kernels made of them. From the set line alone, and so of
-- content: a row that is written twice is the same row.

CREATE TABLE IF NOT EXISTS @local(set_kfunc_v1) @on_cluster
(
  kfunc String,
  module LowCardinality(String),
  status LowCardinality(String),
  -- Of programs that look like one; objects have none.
  probe UInt8,
  set_id FixedString(16)
)
ENGINE = @everywhere(ReplacingMergeTree)
ORDER BY (kfunc, module, status, probe, set_id);

CREATE MATERIALIZED VIEW IF NOT EXISTS set_kfunc_mv_v1 @on_cluster TO set_kfunc_v1 AS
SELECT DISTINCT
  shown.1 AS kfunc,
  shown.2 AS module,
  shown.3 AS status,
  shown.4 AS probe,
  set_id
FROM (
  SELECT
    toFixedString(unhex(content.set), 16) AS set_id,
    arrayJoin(arrayConcat(
      arrayFlatten(arrayMap(
        p -> arrayMap(k -> (k.name, k.module, k.status, p.probe), p.kfuncs),
        content.programs)),
      arrayFlatten(arrayMap(
        o -> arrayMap(k -> (k.name, k.module, k.status, toUInt8(0)), o.kfuncs),
        content.objects)))) AS shown
  FROM (
    SELECT JSONExtract(line, 'Tuple(
      set String,
      programs Array(Tuple(probe UInt8, kfuncs Array(Tuple(name String, module String, status String)))),
      objects Array(Tuple(kfuncs Array(Tuple(name String, module String, status String)))))') AS content
    FROM set_inbox_v1
  )
)
WHERE kfunc != '';

-- What was stored before.

INSERT INTO set_kfunc_v1 (kfunc, module, status, probe, set_id)
SELECT DISTINCT shown.kfunc, shown.module, shown.status, member.probe, member.set_id
FROM set_member_v1 AS member
INNER JOIN (
  SELECT 'program' AS kind, program_id AS member_id, evidence_id, kfunc, toString(module) AS module, toString(status) AS status
  FROM program_kfunc_v1
  WHERE kfunc != ''
  UNION DISTINCT
  SELECT 'object' AS kind, object_id AS member_id, evidence_id, kfunc, toString(module) AS module, toString(status) AS status
  FROM object_kfunc_v1
  WHERE kfunc != ''
) AS shown
ON shown.kind = member.kind AND shown.member_id = member.member_id AND shown.evidence_id = member.evidence_id
SETTINGS max_execution_time = 0;
